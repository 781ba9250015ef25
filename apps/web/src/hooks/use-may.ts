import { allPermissions, effectivePermissions, isBuiltInRole, leastRole, mayInOrganization, organizationRoles } from "@postern/domain";
import type { OrganizationPermission, Permission } from "@postern/domain";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../api/queries.ts";
import { useOrganization, useSession, useWhereabouts } from "./use-scope.ts";

/** Whether somebody may do a thing, and else why not. */
export interface Verdict {
  readonly isAllowed: boolean;
  /** Said on what is switched off. Nothing while the rights are still being read. */
  readonly why: string | undefined;
}

export const allowed: Verdict = { isAllowed: true, why: undefined };
const unread: Verdict = { isAllowed: false, why: undefined };

export const refused = (why: string): Verdict => ({ isAllowed: false, why });

/**
 * What one may do in the workspace of the page; nothing while it is being read. In one's personal workspace: everything. Who may
 * not even ask, as with a role that lacks `workspace:read`, has what their built-in roles give.
 */
export function useRights(): ReadonlySet<string> | undefined {
  const { place } = useWhereabouts();
  const { user } = useSession();
  const asked = place.kind === "workspace" ? { ...place.scope, userId: user.id } : undefined;
  const answer = useQuery({
    ...queries.rights(asked ?? { orgId: 0, workspaceId: 0, userId: 0 }),
    enabled: asked !== undefined,
    select: ({ permissions }) => new Set(permissions),
  });
  if (place.kind !== "workspace") return allPermissions;
  return answer.isError
    ? effectivePermissions({ isOrganizationOwner: false, roles: place.workspace.roles.filter(isBuiltInRole) })
    : answer.data;
}

/** Whether one may do something in the workspace of the page. The server decides again; this is so that nobody has to try. */
export function useMay(permission: Permission): Verdict {
  const rights = useRights();
  if (rights === undefined) return unread;
  return rights.has(permission) ? allowed : refused(needsRole(permission));
}

/** A custom role may have the permission too: its owner finds it by the name in brackets. */
export const needsRole = (permission: Permission): string => `Needs the ${leastRole[permission]} role (${permission})`;

/** Whether one may make organizations on this server. */
export function useMayFound(): Verdict {
  return useSession().mayCreateOrganizations ? allowed : refused("Needs an administrator of this server");
}

/** Whether one may do something in the organization of the page. */
export function useMayInOrganization(permission: OrganizationPermission): Verdict {
  const { name, role } = useOrganization();
  const known = organizationRoles.find((one) => one === role);
  if (known !== undefined && mayInOrganization(known, permission)) return allowed;
  return refused(permission === "organization_people:read" ? `Needs a member of ${name}` : `Needs an owner of ${name}`);
}
