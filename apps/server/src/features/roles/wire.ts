import type { Role, RoleListEntry } from "@postern/contracts";
import { toIsoOrNull } from "../../http/iso-time.ts";
import type { DescribedRole } from "./service.ts";

export function toRoleListEntry({ name, description, isBuiltIn }: DescribedRole): RoleListEntry {
  return { name, description, isPredefined: isBuiltIn };
}

export function toRole(role: DescribedRole): Role {
  return { ...toRoleListEntry(role), permissions: [...role.permissions].sort(), lastUpdated: toIsoOrNull(role.updatedAt) };
}
