import { permissionsOf } from "./effective-permissions.ts";
import { allPermissions, isCovered, noPermissions, permissions } from "./permissions.ts";
import type { PermissionSet } from "./permissions.ts";

/**
 * How much of its user's rights a personal access token carries.
 *
 * - `full`: all of them.
 * - `launch`: start, watch and end pipelines, and report on them.
 * - `read`: look.
 * - `agent`: be the agent of its user, and nothing else.
 */
export const tokenAccesses = ["full", "launch", "read", "agent"] as const;
export type TokenAccess = (typeof tokenAccesses)[number];

const reading: PermissionSet = new Set(
  permissions.filter((permission) => permission.endsWith(":read") && permission !== "credentials_encrypted:read"),
);

const allowed: Readonly<Record<TokenAccess, PermissionSet>> = {
  full: allPermissions,
  // A quick launch is how a script starts a pipeline that nobody saved; whether its user may is for the role to say.
  launch: new Set([...permissionsOf("launch"), "workflow_quick:execute"]),
  read: reading,
  agent: noPermissions,
};

/** The most that a token of this kind can do in a workspace, whoever its user is. */
export function permissionsOfToken(access: TokenAccess): PermissionSet {
  return allowed[access];
}

/**
 * Whether a token of the kind `wanted` can do nothing that one of the kind `own` cannot: nobody makes a wider token than their own.
 * To be an agent is a right of its own: an agent is sent scripts and tokens of runs.
 */
export function isTokenWithin(wanted: TokenAccess, own: TokenAccess): boolean {
  if (own === "full" || wanted === own) return true;
  return wanted !== "full" && wanted !== "agent" && isCovered(allowed[wanted], allowed[own]);
}
