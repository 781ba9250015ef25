import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, optional, seenLastUpdated, text } from "../schema.ts";
import { Member } from "./members.ts";

export const TeamParams = Type.Object({ orgId: numericId(), teamId: numericId() });
export const TeamMemberParams = Type.Object({ orgId: numericId(), teamId: numericId(), memberId: numericId() });

/** The group of an identity provider that a team follows. There is none yet, so no id is known. */
const idpGroupId = optional(numericId());

export const CreateTeamRequest = Type.Object({
  team: Type.Object({ name: text(40, 1), description: optional(text(250)) }),
  avatarId: optional(text(22)),
  idpGroupId,
});
export type CreateTeamRequest = Static<typeof CreateTeamRequest>;

/** What is left out or null stays as it is; an empty text takes it away. */
export const UpdateTeamRequest = Type.Object({
  name: optional(text(40, 1)),
  description: optional(text(250)),
  avatarId: optional(text(22)),
  idpGroupId,
  ...seenLastUpdated,
});
export type UpdateTeamRequest = Static<typeof UpdateTeamRequest>;

export const Team = Type.Object({
  teamId: int64(),
  name: Type.String(),
  description: nullable(Type.String()),
  avatarUrl: nullable(Type.String()),
  membersCount: int64(),
  idpGroupId: nullable(int64()),
  idpGroupName: nullable(Type.String()),
  lastUpdated: dateTime(),
});
export type Team = Static<typeof Team>;

export const CreateTeamResponse = Type.Object({ team: Team });
export const DescribeTeamResponse = Type.Object({ team: Team });
export const ListTeamsResponse = Type.Object({ teams: Type.Array(Team), totalSize: int64() });
export type ListTeamsResponse = Static<typeof ListTeamsResponse>;

export const AddTeamMemberRequest = Type.Object({ userNameOrEmail: text(255, 1) });
export const AddTeamMemberResponse = Type.Object({ member: Member });

/** Where a team works, and as what. */
export const TeamWorkspace = Type.Object({
  participantId: int64(),
  /** Text, not one of a list: it may be a custom role. */
  participantRole: Type.String(),
  orgId: int64(),
  orgName: Type.String(),
  workspaceId: int64(),
  workspaceName: Type.String(),
  workspaceFullName: Type.String(),
});
export type TeamWorkspace = Static<typeof TeamWorkspace>;
export const ListWorkspacesByTeamResponse = Type.Object({ workspaces: Type.Array(TeamWorkspace), totalSize: int64() });
