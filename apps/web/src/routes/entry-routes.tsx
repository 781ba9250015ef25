import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { safeReturnPath } from "../paths.ts";
import { findSession } from "./find-session.ts";
import { rootRoute } from "./root-route.tsx";

/** Pages before anybody is signed in. */
export const entryRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/sign-in",
    beforeLoad: async ({ context, search }) => {
      const session = await findSession(context.queryClient);
      if (session !== undefined) throw redirect({ href: safeReturnPath((search as { redirect?: string }).redirect) });
    },
    component: lazyRouteComponent(() => import("../pages/sign-in/SignInPage.tsx"), "SignInPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/unseal",
    component: lazyRouteComponent(() => import("../pages/sign-in/UnsealPage.tsx"), "UnsealPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/setup/$link",
    component: lazyRouteComponent(() => import("../pages/setup/SetupPage.tsx"), "SetupPage"),
  }),
] as const;
