import { nameKey } from "@postern/domain";
import { userScope } from "../paths.ts";
import type { Scope, WorkspaceScope } from "../paths.ts";
import { workspaceScope } from "./places.ts";
import type { OrganizationEntry, Places, WorkspaceEntry } from "./places.ts";

/** The members of a path that name a place. */
export interface PlaceNames {
  readonly userName?: string | undefined;
  readonly orgName?: string | undefined;
  readonly workspaceName?: string | undefined;
}

/** What an address leads to. */
export type Place =
  | { readonly kind: "personal"; readonly scope: Scope }
  | {
      readonly kind: "workspace";
      readonly scope: WorkspaceScope;
      readonly workspace: WorkspaceEntry;
      readonly organization: OrganizationEntry;
    }
  | { readonly kind: "organization"; readonly organization: OrganizationEntry }
  /** A page that belongs to no place, such as one's own tokens. */
  | { readonly kind: "elsewhere" }
  /** Not there, or not theirs to see: the same for both. */
  | { readonly kind: "unknown"; readonly words: string };

/** Where an address leads. Names of organizations and workspaces are told apart without regard to case, as the server does. */
export function findPlace(names: PlaceNames, places: Places): Place {
  if (names.userName !== undefined) return findPersonal(names.userName, places);
  if (names.orgName === undefined) return { kind: "elsewhere" };
  const organization = findNamed(places.organizations, names.orgName);
  if (names.workspaceName === undefined) {
    if (organization === undefined) return { kind: "unknown", words: `The organization ${names.orgName}` };
    return { kind: "organization", organization };
  }
  const workspace = findNamed(organization?.workspaces ?? [], names.workspaceName);
  if (organization === undefined || workspace === undefined) {
    return { kind: "unknown", words: `The workspace ${names.orgName} / ${names.workspaceName}` };
  }
  return { kind: "workspace", scope: workspaceScope(organization, workspace), workspace, organization };
}

function findPersonal(userName: string, places: Places): Place {
  if (userName !== places.userName) return { kind: "unknown", words: `The personal workspace of ${userName}` };
  if (!places.hasPersonal) return { kind: "unknown", words: "Your personal workspace" };
  return { kind: "personal", scope: userScope(userName) };
}

function findNamed<Named extends { readonly name: string }>(list: readonly Named[], name: string): Named | undefined {
  const wanted = nameKey(name);
  return list.find((one) => nameKey(one.name) === wanted);
}

/** The workspace with an id, wherever it is. */
export function findWorkspace(places: Places, workspaceId: number): WorkspaceScope | undefined {
  for (const organization of places.organizations) {
    const workspace = organization.workspaces.find((one) => one.workspaceId === workspaceId);
    if (workspace !== undefined) return workspaceScope(organization, workspace);
  }
  return undefined;
}
