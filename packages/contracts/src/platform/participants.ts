import { organizationRoles } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { int64, nullable, numericId, oneOf, optional, text } from "../schema.ts";

export const participantTypes = ["MEMBER", "TEAM", "COLLABORATOR"] as const;
export type ParticipantType = (typeof participantTypes)[number];

export const ParticipantParams = Type.Object({ orgId: numericId(), workspaceId: numericId(), participantId: numericId() });

/** A person or a team in a workspace. What concerns the other kind is null. */
export const Participant = Type.Object({
  participantId: int64(),
  type: oneOf(participantTypes),
  /** Text, not one of a list: it may be a custom role. */
  wspRole: Type.String(),
  memberId: nullable(int64()),
  /** Ours: what else is asked about a person is asked by this id. */
  userId: nullable(int64()),
  userName: nullable(Type.String()),
  email: nullable(Type.String()),
  firstName: nullable(Type.String()),
  lastName: nullable(Type.String()),
  orgRole: nullable(oneOf(organizationRoles)),
  userAvatarUrl: nullable(Type.String()),
  teamId: nullable(int64()),
  teamName: nullable(Type.String()),
  teamAvatarUrl: nullable(Type.String()),
});
export type Participant = Static<typeof Participant>;

export const ListParticipantsResponse = Type.Object({ participants: Type.Array(Participant), totalSize: int64() });
export type ListParticipantsResponse = Static<typeof ListParticipantsResponse>;

/** Exactly one of the three. */
export const AddParticipantRequest = Type.Object({
  memberId: optional(numericId()),
  teamId: optional(numericId()),
  userNameOrEmail: optional(text(255, 1)),
});
export type AddParticipantRequest = Static<typeof AddParticipantRequest>;
export const AddParticipantResponse = Type.Object({ participant: Participant });

export const UpdateParticipantRoleRequest = Type.Object({ role: text(40, 1) });
