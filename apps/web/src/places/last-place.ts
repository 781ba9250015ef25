import { paths, userScope } from "../paths.ts";
import type { Scope } from "../paths.ts";
import { findWorkspace } from "./find-place.ts";
import { workspaceScope } from "./places.ts";
import type { Places } from "./places.ts";

/** Where somebody was last, kept in their browser: the id of a workspace, or "personal". Another account has another. */
export interface PlaceMemory {
  readonly read: () => string | null;
  readonly write: (place: string) => void;
}

export function browserMemory(userId: number): PlaceMemory {
  const key = `postern-last-place-${String(userId)}`;
  return {
    // A browser may refuse to keep anything; then everybody begins at the first place.
    read: () => attempt(() => localStorage.getItem(key)),
    write: (place) => void attempt(() => localStorage.setItem(key, place)),
  };
}

function attempt<Answer>(act: () => Answer): Answer | null {
  try {
    return act();
  } catch {
    return null;
  }
}

export const memoryWordOf = (scope: Scope): string => (scope.workspaceId === null ? "personal" : String(scope.workspaceId));

/**
 * Where to begin: where one was last, else the workspace that one chose as the first, else the personal one, else any.
 *
 * @returns nothing for somebody who can go nowhere.
 */
export function firstScope(places: Places, last: string | null, chosenId: number | null): Scope | undefined {
  const personal = places.hasPersonal ? userScope(places.userName) : undefined;
  if (last === "personal" && personal !== undefined) return personal;
  const remembered = last === null ? undefined : findWorkspace(places, Number(last));
  const chosen = chosenId === null ? undefined : findWorkspace(places, chosenId);
  return remembered ?? chosen ?? personal ?? anyWorkspace(places);
}

function anyWorkspace({ organizations }: Places): Scope | undefined {
  for (const organization of organizations) {
    const [workspace] = organization.workspaces;
    if (workspace !== undefined) return workspaceScope(organization, workspace);
  }
  return undefined;
}

/** Pages that a personal workspace does not have. */
const sharedSections = ["participants", "audit", "settings"];

/**
 * The same page of another workspace: from the credentials of one to the credentials of the other. A single run or
 * environment is not there, so its list is shown.
 */
export function samePageIn(scope: Scope, pathname: string): string {
  const section = /^\/(?:user\/[^/]+|orgs\/[^/]+\/workspaces\/[^/]+)\/([^/]+)/.exec(pathname)?.[1] ?? "watch";
  if (scope.kind === "user" && sharedSections.includes(section)) return paths.runs(scope);
  return `${paths.workspace(scope)}/${section}`;
}
