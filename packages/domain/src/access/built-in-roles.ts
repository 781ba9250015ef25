/** The built-in roles of a workspace, the highest first. Each has all that the next one has. */
export const builtInRoles = ["owner", "admin", "maintain", "launch", "connect", "view"] as const;
export type BuiltInRole = (typeof builtInRoles)[number];

export function isBuiltInRole(name: string): name is BuiltInRole {
  return (builtInRoles as readonly string[]).includes(name);
}

/** Whether `role` is `least` or a higher one. */
export function isAtLeast(role: BuiltInRole, least: BuiltInRole): boolean {
  return builtInRoles.indexOf(role) <= builtInRoles.indexOf(least);
}
