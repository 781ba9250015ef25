import type { QueryClient } from "@tanstack/react-query";
import type { SessionResponse } from "@postern/contracts";
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { queries } from "../api/queries.ts";
import { findPlace } from "../places/find-place.ts";
import type { PlaceNames } from "../places/find-place.ts";
import { organizationsOf } from "../places/places.ts";
import { frameRoute } from "./frame-route.tsx";
import { workspacePages } from "./workspace-pages.tsx";

/** A workspace of an organization. Whether the reader may see it is looked at by the frame, as for every place. */
const workspaceRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/orgs/$orgName/workspaces/$workspaceName",
  beforeLoad: ({ context, params }) => askForRights(context, params),
});

const workspaceHomeRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/",
  beforeLoad: ({ location }) => {
    throw redirect({ href: `${location.pathname.replace(/\/$/, "")}/watch`, replace: true });
  },
});

/** What a personal workspace does not have. */
const sharedPages = [
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: "/participants",
    component: lazyRouteComponent(() => import("../pages/workspace/ParticipantsPage.tsx"), "ParticipantsPage"),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: "/settings",
    component: lazyRouteComponent(() => import("../pages/workspace/WorkspaceSettingsPage.tsx"), "WorkspaceSettingsPage"),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: "/audit",
    component: lazyRouteComponent(() => import("../pages/audit/WorkspaceAuditPage.tsx"), "WorkspaceAuditPage"),
  }),
] as const;

export const workspaceRoutes = [
  workspaceRoute.addChildren([workspaceHomeRoute, ...workspacePages(workspaceRoute), ...sharedPages]),
] as const;

interface Context {
  readonly queryClient: QueryClient;
  readonly session: SessionResponse;
}

/** Asked while the code of the page is on its way, so that no button waits for it. */
function askForRights({ queryClient, session }: Context, names: PlaceNames): void {
  const { user } = session;
  const list = queryClient.getQueryData(queries.places(user.id).queryKey);
  if (list === undefined) return;
  const place = findPlace(names, { userName: user.userName, hasPersonal: true, organizations: organizationsOf(list) });
  if (place.kind === "workspace") void queryClient.prefetchQuery(queries.rights({ ...place.scope, userId: user.id }));
}
