import type { Whereabouts } from "../hooks/use-scope.ts";
import { paths, userScope } from "../paths.ts";
import type { Scope } from "../paths.ts";
import { samePageIn } from "../places/last-place.ts";
import { workspaceScope } from "../places/places.ts";
import type { OrganizationEntry, WorkspaceEntry } from "../places/places.ts";
import type { Pick } from "../ui/PickList.tsx";

export interface PathChoice extends Pick {
  readonly path: string;
}

export interface PlaceChoice extends PathChoice {
  /** What is searched: a workspace is found by its organization too. */
  readonly wholeName: string;
}

/**
 * Everywhere that one may go, as lines of a list: the personal workspace, then each organization with its workspaces.
 *
 * @param pathname the open page: another workspace opens on the same one.
 */
export function placeChoices({ places, place }: Whereabouts, pathname = ""): readonly PlaceChoice[] {
  const hereId = place.kind === "workspace" ? place.workspace.workspaceId : undefined;
  const mine = userScope(places.userName);
  const personal: PlaceChoice = {
    id: "personal",
    name: places.userName,
    wholeName: `${places.userName} personal`,
    kind: "personal workspace",
    path: samePageIn(mine, pathname),
    isCurrent: place.kind === "personal",
  };
  const others = places.organizations.flatMap((organization) => [
    organizationChoice(organization, place.kind === "organization" && place.organization === organization),
    ...organization.workspaces.map((workspace) => ({
      ...workspaceChoice(organization, workspace, workspaceScope(organization, workspace)),
      path: samePageIn(workspaceScope(organization, workspace), pathname),
      isCurrent: workspace.workspaceId === hereId,
    })),
  ]);
  return places.hasPersonal ? [personal, ...others] : others;
}

const organizationChoice = ({ orgId, name }: OrganizationEntry, isCurrent: boolean): PlaceChoice => ({
  id: `organization ${String(orgId)}`,
  name,
  wholeName: name,
  kind: "organization page",
  path: paths.organization(name),
  isCurrent,
});

const workspaceChoice = (organization: OrganizationEntry, workspace: WorkspaceEntry, scope: Scope): PlaceChoice => ({
  id: `workspace ${String(workspace.workspaceId)}`,
  name: workspace.name,
  wholeName: `${organization.name} / ${workspace.name}`,
  kind: rolesWords(workspace),
  path: paths.runs(scope),
  isIndented: true,
});

/** What somebody is in a workspace, in a word. */
export const rolesWords = ({ roles }: WorkspaceEntry): string => roles.join(", ");
