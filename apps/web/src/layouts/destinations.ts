import {
  IconBriefcase,
  IconHistory,
  IconKey,
  IconMasksTheater,
  IconPlayerPlay,
  IconPlugConnected,
  IconServer2,
  IconSettings,
  IconTags,
  IconTimeline,
  IconUserPlus,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import type { Whereabouts } from "../hooks/use-scope.ts";
import { paths } from "../paths.ts";
import type { Scope } from "../paths.ts";

export interface Destination {
  readonly name: string;
  /** Where the name must fit under an icon of a phone's bar. */
  readonly shortName: string;
  readonly path: string;
  readonly icon: typeof IconKey;
  /** On a phone it is behind "More": five fit. */
  readonly isInMore?: boolean;
  /** Only the address itself is this page; those below it are others. */
  readonly isExact?: boolean;
}

/** The pages of the place where one is, in the order of the navigation. */
export function destinationsIn({ place, scope }: Whereabouts): readonly Destination[] {
  if (place.kind === "organization") return destinationsOfOrganization(place.organization.name);
  return scope === undefined ? [] : destinationsOf(scope);
}

function destinationsOf(scope: Scope): readonly Destination[] {
  const own: Destination[] = [
    { name: "Runs", shortName: "Runs", path: paths.runs(scope), icon: IconTimeline },
    { name: "Launch", shortName: "Launch", path: paths.launch(scope), icon: IconPlayerPlay },
    { name: "Compute environments", shortName: "Environments", path: paths.computeEnvs(scope), icon: IconServer2 },
    { name: "Agents", shortName: "Agents", path: paths.agents(scope), icon: IconPlugConnected },
  ];
  const isInMore = true;
  own.push(
    { name: "Credentials", shortName: "Credentials", path: paths.credentials(scope), icon: IconKey, isInMore },
    { name: "Labels", shortName: "Labels", path: paths.labels(scope), icon: IconTags, isInMore },
  );
  if (scope.kind === "user") return own;
  return [
    ...own,
    { name: "Participants", shortName: "Participants", path: paths.participants(scope), icon: IconUsers, isInMore },
    { name: "Audit", shortName: "Audit", path: paths.workspaceAudit(scope), icon: IconHistory, isInMore },
    { name: "Settings", shortName: "Settings", path: paths.workspaceSettings(scope), icon: IconSettings, isInMore },
  ];
}

function destinationsOfOrganization(name: string): readonly Destination[] {
  return [
    { name: "Workspaces", shortName: "Workspaces", path: paths.organization(name), icon: IconBriefcase, isExact: true },
    { name: "Members", shortName: "Members", path: paths.members(name), icon: IconUsers },
    { name: "Teams", shortName: "Teams", path: paths.teams(name), icon: IconUsersGroup },
    { name: "Roles", shortName: "Roles", path: paths.roles(name), icon: IconMasksTheater },
    { name: "Collaborators", shortName: "Collaborators", path: paths.collaborators(name), icon: IconUserPlus, isInMore: true },
    {
      ...{ name: "Managed identities", shortName: "Identities", path: paths.managedIdentities(name) },
      ...{ icon: IconKey, isInMore: true },
    },
    { name: "Audit", shortName: "Audit", path: paths.organizationAudit(name), icon: IconHistory, isInMore: true },
    { name: "Settings", shortName: "Settings", path: paths.organizationSettings(name), icon: IconSettings, isInMore: true },
  ];
}

/** What one often begins in a workspace. */
export const actionsIn = (scope: Scope): readonly { readonly name: string; readonly path: string }[] => [
  { name: "Add credentials", path: paths.newCredential(scope) },
  { name: "Add compute environment", path: paths.newComputeEnv(scope) },
];
