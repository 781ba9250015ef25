import { builtInRoles, isBuiltInRole, permissionsOf } from "@postern/domain";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useRights } from "../../hooks/use-may.ts";
import type { RoleChoice } from "../../ui/RoleSelect.tsx";
import { useWorkspaceScope } from "./use-workspace-scope.ts";

/** Roles that can be given here. Of the built-in ones, those that may do more than oneself are switched off: nobody hands these out. */
export function useRoleChoices(): readonly RoleChoice[] {
  const { orgId } = useWorkspaceScope();
  const rights = useRights();
  // People from outside may not read the roles of the organization; the built-in ones are no secret.
  const roles = useQuery(queries.roles(orgId, { max: 100, offset: 0, search: "" }));
  const names = roles.data?.roles.map((one) => one.name) ?? builtInRoles;
  return names.map((name) => ({ name, isOutOfReach: rights === undefined || isBeyond(name, rights) }));
}

function isBeyond(name: string, rights: ReadonlySet<string>): boolean {
  return isBuiltInRole(name) && [...permissionsOf(name)].some((permission) => !rights.has(permission));
}
