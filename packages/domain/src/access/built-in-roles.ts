/** The built-in roles of a workspace, the highest first. Each has all that the next one has. */
export const builtInRoles = ["owner", "admin", "maintain", "launch", "connect", "view"] as const;
export type BuiltInRole = (typeof builtInRoles)[number];

/** What each is for, in one line. */
export const builtInRoleWords: Readonly<Record<BuiltInRole, string>> = {
  owner: "Everything in the workspace, its owners and its end included",
  admin: "Credentials, compute environments, settings and participants, besides everything below",
  maintain: "Pipelines, datasets and labels, launching any repository, and the runs of everybody",
  launch: "Launching saved pipelines, and one's own runs",
  connect: "Looking, and connecting to running Studios",
  view: "Looking",
};

export function isBuiltInRole(name: string): name is BuiltInRole {
  return (builtInRoles as readonly string[]).includes(name);
}

/** Whether `role` is `least` or a higher one. */
export function isAtLeast(role: BuiltInRole, least: BuiltInRole): boolean {
  return builtInRoles.indexOf(role) <= builtInRoles.indexOf(least);
}
