import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "./frame-route.tsx";

/** An organization. Whether the reader belongs to it is looked at by the frame, as for every place. */
const organizationRoute = createRoute({ getParentRoute: () => frameRoute, path: "/orgs/$orgName" });

/** Pages about people and roles. */
const membersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  id: "members-only",
  component: lazyRouteComponent(() => import("../pages/organization/OnlyMembers.tsx"), "OnlyMembers"),
});

const peoplePages = [
  createRoute({
    getParentRoute: () => membersRoute,
    path: "/members",
    component: lazyRouteComponent(() => import("../pages/organization/PeoplePage.tsx"), "MembersPage"),
  }),
  createRoute({
    getParentRoute: () => membersRoute,
    path: "/collaborators",
    component: lazyRouteComponent(() => import("../pages/organization/PeoplePage.tsx"), "CollaboratorsPage"),
  }),
  createRoute({
    getParentRoute: () => membersRoute,
    path: "/teams",
    component: lazyRouteComponent(() => import("../pages/organization/TeamsPage.tsx"), "TeamsPage"),
  }),
  createRoute({
    getParentRoute: () => membersRoute,
    path: "/teams/$teamId",
    component: lazyRouteComponent(() => import("../pages/organization/TeamPage.tsx"), "TeamPage"),
  }),
  createRoute({
    getParentRoute: () => membersRoute,
    path: "/roles",
    component: lazyRouteComponent(() => import("../pages/organization/RolesPage.tsx"), "RolesPage"),
  }),
  createRoute({
    getParentRoute: () => membersRoute,
    path: "/roles/new",
    component: lazyRouteComponent(() => import("../pages/organization/RolePage.tsx"), "NewRolePage"),
  }),
  createRoute({
    getParentRoute: () => membersRoute,
    path: "/roles/$roleName",
    component: lazyRouteComponent(() => import("../pages/organization/RolePage.tsx"), "RolePage"),
  }),
] as const;

const organizationPages = [
  createRoute({
    getParentRoute: () => organizationRoute,
    path: "/",
    component: lazyRouteComponent(() => import("../pages/organization/WorkspacesPage.tsx"), "WorkspacesPage"),
  }),
  createRoute({
    getParentRoute: () => organizationRoute,
    path: "/workspaces",
    component: lazyRouteComponent(() => import("../pages/organization/WorkspacesPage.tsx"), "WorkspacesPage"),
  }),
  createRoute({
    getParentRoute: () => organizationRoute,
    path: "/managed-identities",
    component: lazyRouteComponent(() => import("../pages/managed-identities/ManagedIdentitiesPage.tsx"), "ManagedIdentitiesPage"),
  }),
  createRoute({
    getParentRoute: () => organizationRoute,
    path: "/managed-identities/$identityId",
    component: lazyRouteComponent(() => import("../pages/managed-identities/ManagedMembersPage.tsx"), "ManagedMembersPage"),
  }),
  createRoute({
    getParentRoute: () => organizationRoute,
    path: "/settings",
    component: lazyRouteComponent(() => import("../pages/organization/OrganizationSettingsPage.tsx"), "OrganizationSettingsPage"),
  }),
  createRoute({
    getParentRoute: () => organizationRoute,
    path: "/audit",
    component: lazyRouteComponent(() => import("../pages/audit/OrganizationAuditPage.tsx"), "OrganizationAuditPage"),
  }),
] as const;

export const organizationRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    // No organization can have this name: it is reserved.
    path: "/orgs/new",
    component: lazyRouteComponent(() => import("../pages/organization/NewOrganizationPage.tsx"), "NewOrganizationPage"),
  }),
  organizationRoute.addChildren([...organizationPages, membersRoute.addChildren(peoplePages)]),
] as const;
