import { accountPaths } from "./paths/account-paths.ts";
import { administrationPaths } from "./paths/administration-paths.ts";
import { entryPaths } from "./paths/entry-paths.ts";
import { organizationPaths } from "./paths/organization-paths.ts";
import { workspacePaths } from "./paths/workspace-paths.ts";

export { userScope } from "./paths/scope.ts";
export type { Scope, WorkspaceScope } from "./paths/scope.ts";

/** Every address of the pages; one file for each area under `paths/`. */
export const paths = { ...entryPaths, ...accountPaths, ...administrationPaths, ...organizationPaths, ...workspacePaths } as const;

/**
 * Where to go after signing in: the address that was asked for, when it is one of our own.
 * Anything else would let a foreign link send a person who just signed in to a foreign site.
 */
export function safeReturnPath(asked: string | undefined): string {
  if (asked === undefined || !/^\/(?![/\\])/.test(asked)) return paths.home();
  return asked.startsWith("/sign-in") || asked.startsWith("/setup/") ? paths.home() : asked;
}
