/**
 * Who may do what in a workspace, as one table: each permission with the least of the built-in roles that has it.
 * The names are those of the public API; those under `ours` are Postern's own. Everything that asks "may they?" asks this table.
 */
import type { BuiltInRole } from "./built-in-roles.ts";

const publicPermissions = {
  "action:read": "launch",
  "action:write": "maintain",
  "action:execute": "launch",
  "action:delete": "maintain",
  "action_label:write": "admin",
  "compute_environment:read": "view",
  "compute_environment:write": "admin",
  "compute_environment:delete": "admin",
  "container:read": "view",
  "credentials:read": "view",
  "credentials:write": "admin",
  "credentials:delete": "admin",
  "credentials_encrypted:read": "launch",
  "data_link:read": "view",
  "data_link:write": "maintain",
  "data_link:delete": "maintain",
  "data_link:admin": "maintain",
  "dataset:read": "view",
  "dataset:write": "launch",
  "dataset:delete": "maintain",
  "dataset:admin": "maintain",
  "dataset_label:write": "maintain",
  "label:read": "view",
  "label:write": "maintain",
  "label:delete": "maintain",
  "launch:read": "launch",
  "lineage:read": "view",
  "pipeline:read": "view",
  "pipeline:write": "maintain",
  "pipeline:delete": "maintain",
  "pipeline_label:write": "admin",
  "pipeline_secrets:read": "view",
  "pipeline_secrets:write": "maintain",
  "pipeline_secrets:delete": "maintain",
  "platform:read": "view",
  "studio:read": "view",
  "studio:write": "maintain",
  "studio:execute": "launch",
  "studio:delete": "maintain",
  "studio:admin": "admin",
  "studio_label:write": "maintain",
  "studio_session:read": "connect",
  "studio_session:execute": "connect",
  "workflow:read": "view",
  "workflow:write": "launch",
  "workflow:execute": "launch",
  "workflow:delete": "launch",
  "workflow_label:write": "maintain",
  "workflow_quick:execute": "maintain",
  "workflow_star:read": "view",
  "workflow_star:write": "view",
  "workflow_star:delete": "view",
  "workspace:read": "view",
  "workspace:write": "admin",
  "workspace:delete": "owner",
  "workspace:admin": "owner",
  "workspace_lineage:read": "launch",
  "workspace_lineage:write": "admin",
  "workspace_self:delete": "view",
  "workspace_studio:read": "launch",
  "workspace_studio:write": "admin",
} as const satisfies Record<string, BuiltInRole>;

const ours = {
  /** Cancel and delete runs of other people. */
  "workflow:admin": "maintain",
  /** See the audit trail of the workspace. */
  "audit:read": "admin",
} as const satisfies Record<string, BuiltInRole>;

export type Permission = keyof typeof publicPermissions | keyof typeof ours;

/** The least built-in role that has each permission. */
export const leastRole: Readonly<Record<Permission, BuiltInRole>> = { ...publicPermissions, ...ours };

/** Every permission, in the order of the alphabet. */
export const permissions = (Object.keys(leastRole) as Permission[]).sort();

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(leastRole, text);
}

export type PermissionSet = ReadonlySet<Permission>;

export const noPermissions: PermissionSet = new Set();
export const allPermissions: PermissionSet = new Set(permissions);

/** What is in both. */
export function intersect(some: PermissionSet, others: PermissionSet): PermissionSet {
  return new Set([...some].filter((permission) => others.has(permission)));
}

/** Whether everything in `some` is in `all` too. */
export function isCovered(some: Iterable<Permission>, all: PermissionSet): boolean {
  for (const permission of some) if (!all.has(permission)) return false;
  return true;
}
