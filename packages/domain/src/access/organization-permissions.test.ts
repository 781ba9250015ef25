import { expect, test } from "vitest";
import { isOrganizationPermission, mayInOrganization, organizationPermissions, organizationRoles } from "./organization-permissions.ts";

test("owners may everything, members look, collaborators see little more than the name", () => {
  const table = Object.fromEntries(
    organizationRoles.map((role) => [role, organizationPermissions.filter((permission) => mayInOrganization(role, permission))]),
  );

  expect(table).toEqual({
    owner: organizationPermissions,
    member: ["organization:read", "organization_people:read", "organization_self:write", "organization_self:delete"],
    collaborator: ["organization:read", "organization_self:write", "organization_self:delete"],
  });
});

test("a name that only looks like a permission is none", () => {
  expect([isOrganizationPermission("organization:write"), isOrganizationPermission("constructor")]).toEqual([true, false]);
});
