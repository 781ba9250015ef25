import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { queries } from "../api/queries.ts";
import { paths } from "../paths.ts";
import { browserMemory, firstScope } from "../places/last-place.ts";
import { organizationsOf } from "../places/places.ts";
import { frameRoute } from "./frame-route.tsx";

/** Leads on to where one was last; somebody who can go nowhere stays and reads what to do next. */
export const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/",
  beforeLoad: async ({ context: { queryClient, session } }) => {
    const { user } = session;
    const last = browserMemory(user.id).read();
    const [info, list, chosen] = await Promise.all([
      queryClient.ensureQueryData(queries.serviceInfo()),
      queryClient.ensureQueryData(queries.places(user.id)),
      last === null ? queryClient.fetchQuery(queries.profile()) : undefined,
    ]);
    const places = {
      userName: user.userName,
      hasPersonal: info.serviceInfo.userWorkspaceEnabled,
      organizations: organizationsOf(list),
    };
    const scope = firstScope(places, last, chosen?.defaultWorkspaceId ?? null);
    if (scope !== undefined) throw redirect({ href: paths.runs(scope), replace: true });
  },
  component: lazyRouteComponent(() => import("../pages/welcome/WelcomePage.tsx"), "WelcomePage"),
});
