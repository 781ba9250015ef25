import { isBuiltInRole } from "./built-in-roles.ts";

/** Names that stand in addresses of pages or would read as something of Postern's own. In lower case. */
const reserved: ReadonlySet<string> = new Set([
  ...["account", "admin", "administration", "administrator", "agent", "agents", "api", "app", "assets", "audit", "auth", "download"],
  ...["invitations", "invite", "login", "logout", "members", "new", "oauth", "organization", "organizations", "orgs", "personal"],
  ...["postern", "profile", "public", "roles", "root", "settings", "setup", "sign-in", "sign-out", "static", "system", "teams"],
  ...["tokens", "tower", "user", "users", "workspace", "workspaces", "www"],
]);

const form = /^[a-zA-Z\d](?:[a-zA-Z\d]|[-_](?=[a-zA-Z\d])){1,38}$/;

/** What is wrong with the name of an organization, a workspace or a team; `undefined` when nothing is. */
export function entityNameProblem(name: string): string | undefined {
  if (!form.test(name)) return "A name has 2 to 39 letters and digits, with single dashes and underscores between them.";
  return undefined;
}

/** For organizations and workspaces, whose names stand in addresses. */
export function placeNameProblem(name: string): string | undefined {
  if (reserved.has(name.toLowerCase())) return `The name ${name} is reserved.`;
  return entityNameProblem(name);
}

/** Words that stand where an address has the name of a role. */
const wordsBesideRoles: ReadonlySet<string> = new Set(["permissions", "validate"]);

/** For roles that an organization makes; the built-in ones keep their names to themselves. */
export function roleNameProblem(name: string): string | undefined {
  const key = nameKey(name);
  if (isBuiltInRole(key)) return `The role ${key} is built in.`;
  if (wordsBesideRoles.has(key)) return `The name ${name} is reserved.`;
  return entityNameProblem(name);
}

/** Two names are one when their keys are equal: case does not tell things apart. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
