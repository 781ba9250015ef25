import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "./frame-route.tsx";

export const organizationAuditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/orgs/$orgName/audit",
  component: lazyRouteComponent(() => import("../pages/audit/OrganizationAuditPage.tsx"), "OrganizationAuditPage"),
});
