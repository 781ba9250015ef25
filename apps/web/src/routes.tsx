import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { ApiError } from "./api/api-error.ts";
import { queries } from "./api/queries.ts";
import { Frame } from "./layouts/Frame.tsx";
import { NotFoundPage } from "./layouts/NotFoundPage.tsx";
import { TroublePage } from "./layouts/TroublePage.tsx";
import { parseAddress, renderAddress } from "./address-query.ts";
import { paths, safeReturnPath, userScope } from "./paths.ts";

interface RouterContext {
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: TroublePage,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  beforeLoad: async ({ context, search }) => {
    const session = await findSession(context.queryClient);
    if (session !== undefined) throw redirect({ href: safeReturnPath((search as { redirect?: string }).redirect) });
  },
  component: lazyRouteComponent(() => import("./pages/sign-in/SignInPage.tsx"), "SignInPage"),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup/$link",
  component: lazyRouteComponent(() => import("./pages/setup/SetupPage.tsx"), "SetupPage"),
});

/** Everything below needs somebody signed in. */
const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "frame",
  beforeLoad: async ({ context, location }) => {
    const session = await findSession(context.queryClient);
    if (session === undefined) throw redirect({ to: paths.signIn(), search: { redirect: location.href } });
    return { session };
  },
  component: Frame,
  errorComponent: TroublePage,
});

const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/",
  beforeLoad: ({ context }) => {
    throw redirect({ href: paths.runs(userScope(context.session.user.userName)), replace: true });
  },
});

const tokensRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/tokens",
  component: lazyRouteComponent(() => import("./pages/tokens/TokensPage.tsx"), "TokensPage"),
});

/** The personal workspace. Its pages see only their own user's: an address of somebody else's finds nothing. */
const personalRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/user/$userName",
  beforeLoad: ({ context, params }) => {
    if (params.userName !== context.session.user.userName) throw new ApiError(foreignWorkspace(params.userName));
  },
});

const personalPages = [
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/",
    beforeLoad: ({ context }) => {
      throw redirect({ href: paths.runs(userScope(context.session.user.userName)), replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/watch",
    component: lazyRouteComponent(() => import("./pages/runs/RunsPage.tsx"), "RunsPage"),
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/watch/$runId",
    component: lazyRouteComponent(() => import("./pages/run/RunPage.tsx"), "RunPage"),
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/launch",
    component: lazyRouteComponent(() => import("./pages/launch/LaunchPage.tsx"), "LaunchPage"),
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/compute-envs",
    component: lazyRouteComponent(() => import("./pages/compute-envs/ComputeEnvsPage.tsx"), "ComputeEnvsPage"),
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/compute-envs/new",
    component: lazyRouteComponent(() => import("./pages/compute-envs/NewComputeEnvPage.tsx"), "NewComputeEnvPage"),
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/compute-envs/$computeEnvId",
    component: lazyRouteComponent(() => import("./pages/compute-envs/ComputeEnvPage.tsx"), "ComputeEnvPage"),
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/credentials",
    component: lazyRouteComponent(() => import("./pages/credentials/CredentialsPage.tsx"), "CredentialsPage"),
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/credentials/new",
    component: lazyRouteComponent(() => import("./pages/credentials/NewCredentialPage.tsx"), "NewCredentialPage"),
  }),
  createRoute({
    getParentRoute: () => personalRoute,
    path: "/agents",
    component: lazyRouteComponent(() => import("./pages/agents/AgentsPage.tsx"), "AgentsPage"),
  }),
] as const;

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      signInRoute,
      setupRoute,
      frameRoute.addChildren([homeRoute, tokensRoute, personalRoute.addChildren(personalPages)]),
    ]),
    context: { queryClient },
    parseSearch: parseAddress,
    stringifySearch: renderAddress,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultErrorComponent: TroublePage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

/** @throws ApiError when the server cannot say whether somebody is signed in. */
async function findSession(queryClient: QueryClient) {
  try {
    return await queryClient.ensureQueryData(queries.session());
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return undefined;
    throw error;
  }
}

const foreignWorkspace = (userName: string) => ({
  status: 404,
  code: "workspace.not_found",
  message: `The personal workspace of ${userName} was not found.`,
  hint: "Only its owner can see a personal workspace. Check under which account you are signed in.",
});
