import { createRoute, redirect } from "@tanstack/react-router";
import { paths, userScope } from "../paths.ts";
import { frameRoute } from "./frame-route.tsx";
import { workspacePages } from "./workspace-pages.tsx";

/** The personal workspace. Whether the address is the reader's own is looked at by the frame, as for every place. */
const personalRoute = createRoute({ getParentRoute: () => frameRoute, path: "/user/$userName" });

const personalHomeRoute = createRoute({
  getParentRoute: () => personalRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ href: paths.runs(userScope(params.userName)), replace: true });
  },
});

export const personalRoutes = [personalRoute.addChildren([personalHomeRoute, ...workspacePages(personalRoute)])] as const;
