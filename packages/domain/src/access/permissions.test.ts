import { expect, test } from "vitest";
import { builtInRoles } from "./built-in-roles.ts";
import { permissionsOf } from "./effective-permissions.ts";
import { isCovered, isPermission, leastRole, permissions } from "./permissions.ts";
import type { Permission } from "./permissions.ts";

const ours: readonly Permission[] = ["workflow:admin", "audit:read"];

test("the public API has 61 permissions, and two are ours", () => {
  expect(permissions.filter((permission) => !ours.includes(permission))).toHaveLength(61);
  expect(permissions).toEqual(expect.arrayContaining([...ours]));
});

test("each built-in role has all that the next one has, and more", () => {
  for (const [index, role] of builtInRoles.entries()) {
    const next = builtInRoles[index + 1];
    if (next === undefined) continue;
    expect(isCovered(permissionsOf(next), permissionsOf(role))).toBe(true);
    expect(permissionsOf(role).size).toBeGreaterThan(permissionsOf(next).size);
  }
});

test("what each role may do is what the published matrix says, line by line", () => {
  const heldByLeast = Object.groupBy(permissions, (permission) => leastRole[permission]);

  expect(heldByLeast).toEqual({
    admin: [
      "action_label:write",
      "audit:read",
      "compute_environment:delete",
      "compute_environment:write",
      "credentials:delete",
      "credentials:write",
      "pipeline_label:write",
      "studio:admin",
      "workspace:write",
      "workspace_lineage:write",
      "workspace_studio:write",
    ],
    connect: ["studio_session:execute", "studio_session:read"],
    launch: [
      "action:execute",
      "action:read",
      "credentials_encrypted:read",
      "dataset:write",
      "launch:read",
      "studio:execute",
      "workflow:delete",
      "workflow:execute",
      "workflow:write",
      "workspace_lineage:read",
      "workspace_studio:read",
    ],
    maintain: [
      "action:delete",
      "action:write",
      "data_link:admin",
      "data_link:delete",
      "data_link:write",
      "dataset:admin",
      "dataset:delete",
      "dataset_label:write",
      "label:delete",
      "label:write",
      "pipeline:delete",
      "pipeline:write",
      "pipeline_secrets:delete",
      "pipeline_secrets:write",
      "studio:delete",
      "studio:write",
      "studio_label:write",
      "workflow:admin",
      "workflow_label:write",
      "workflow_quick:execute",
    ],
    owner: ["workspace:admin", "workspace:delete"],
    view: [
      "compute_environment:read",
      "container:read",
      "credentials:read",
      "data_link:read",
      "dataset:read",
      "label:read",
      "lineage:read",
      "pipeline:read",
      "pipeline_secrets:read",
      "platform:read",
      "studio:read",
      "workflow:read",
      "workflow_star:delete",
      "workflow_star:read",
      "workflow_star:write",
      "workspace:read",
      "workspace_self:delete",
    ],
  });
});

test("a name that only looks like a permission is none", () => {
  expect([isPermission("workflow:read"), isPermission("workflow:fly"), isPermission("toString"), isPermission("")]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
