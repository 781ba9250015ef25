import { createRoute, redirect } from "@tanstack/react-router";
import { ApiError } from "../api/api-error.ts";
import { paths, userScope } from "../paths.ts";
import { frameRoute } from "./frame-route.tsx";
import { workspacePages } from "./workspace-pages.tsx";

/** The personal workspace. Its pages see only their own user's: an address of somebody else's finds nothing. */
const personalRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/user/$userName",
  beforeLoad: ({ context, params }) => {
    if (params.userName !== context.session.user.userName) throw new ApiError(foreignWorkspace(params.userName));
  },
});

const personalHomeRoute = createRoute({
  getParentRoute: () => personalRoute,
  path: "/",
  beforeLoad: ({ context }) => {
    throw redirect({ href: paths.runs(userScope(context.session.user.userName)), replace: true });
  },
});

export const personalRoutes = [personalRoute.addChildren([personalHomeRoute, ...workspacePages(personalRoute)])] as const;

const foreignWorkspace = (userName: string) => ({
  status: 404,
  code: "workspace.not_found",
  message: `The personal workspace of ${userName} was not found.`,
  hint: "Only its owner can see a personal workspace. Check under which account you are signed in.",
});
