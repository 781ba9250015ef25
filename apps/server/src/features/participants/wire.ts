import type { Participant, ParticipantType } from "@postern/contracts";
import { avatarUrl } from "../../http/avatar-url.ts";
import type { StoredParticipant } from "./service.ts";

export function toParticipant(participant: StoredParticipant): Participant {
  const { role, roleKey: _key, organizationRole, userAvatarId, teamAvatarId, ...rest } = participant;
  return {
    ...rest,
    type: typeOf(participant),
    wspRole: role,
    orgRole: organizationRole,
    userAvatarUrl: avatarUrl(userAvatarId),
    teamAvatarUrl: avatarUrl(teamAvatarId),
  };
}

function typeOf({ teamId, organizationRole }: StoredParticipant): ParticipantType {
  if (teamId !== null) return "TEAM";
  return organizationRole === "collaborator" ? "COLLABORATOR" : "MEMBER";
}
