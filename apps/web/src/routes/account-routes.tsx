import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "./frame-route.tsx";

/** What belongs to the person who is signed in, wherever they work. */
export const accountRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: "/tokens",
    component: lazyRouteComponent(() => import("../pages/tokens/TokensPage.tsx"), "TokensPage"),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: "/profile",
    component: lazyRouteComponent(() => import("../pages/profile/ProfilePage.tsx"), "ProfilePage"),
  }),
] as const;
