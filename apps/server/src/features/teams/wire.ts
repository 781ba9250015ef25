import type { Team, TeamWorkspace } from "@postern/contracts";
import { avatarUrl } from "../../http/avatar-url.ts";
import { toIso } from "../../http/iso-time.ts";
import type { OrganizationPlace } from "../../http/place.ts";
import type { StoredTeam, StoredTeamWorkspace } from "./service.ts";

export function toTeam(team: StoredTeam): Team {
  return {
    teamId: team.id,
    name: team.name,
    description: team.description,
    avatarUrl: avatarUrl(team.avatar_id),
    membersCount: team.membersCount,
    idpGroupId: null,
    idpGroupName: null,
    lastUpdated: toIso(team.updated_at),
  };
}

export function toTeamWorkspace({ role, ...rest }: StoredTeamWorkspace, { organizationId, name }: OrganizationPlace): TeamWorkspace {
  return { ...rest, participantRole: role, orgId: organizationId, orgName: name };
}
