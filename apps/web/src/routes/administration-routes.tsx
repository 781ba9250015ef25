import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { paths } from "../paths.ts";
import { frameRoute } from "./frame-route.tsx";

const administrationRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/admin",
  component: lazyRouteComponent(() => import("../pages/administration/AdministrationLayout.tsx"), "AdministrationLayout"),
});

const homeRoute = createRoute({
  getParentRoute: () => administrationRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ href: paths.accounts(), replace: true });
  },
});

/** For those who run the server. */
export const administrationRoutes = [
  administrationRoute.addChildren([
    homeRoute,
    createRoute({
      getParentRoute: () => administrationRoute,
      path: "/users",
      component: lazyRouteComponent(() => import("../pages/administration/AccountsPage.tsx"), "AccountsPage"),
    }),
    createRoute({
      getParentRoute: () => administrationRoute,
      path: "/organizations",
      component: lazyRouteComponent(() => import("../pages/administration/AllOrganizationsPage.tsx"), "AllOrganizationsPage"),
    }),
    createRoute({
      getParentRoute: () => administrationRoute,
      path: "/workspaces",
      component: lazyRouteComponent(() => import("../pages/administration/AllWorkspacesPage.tsx"), "AllWorkspacesPage"),
    }),
    createRoute({
      getParentRoute: () => administrationRoute,
      path: "/keys",
      component: lazyRouteComponent(() => import("../pages/administration/KeysPage.tsx"), "KeysPage"),
    }),
    createRoute({
      getParentRoute: () => administrationRoute,
      path: "/audit",
      component: lazyRouteComponent(() => import("../pages/audit/ServerAuditPage.tsx"), "ServerAuditPage"),
    }),
  ]),
] as const;
