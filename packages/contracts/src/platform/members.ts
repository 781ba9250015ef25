import { organizationRoles } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { int64, nullable, numericId, oneOf, text } from "../schema.ts";

export const MemberParams = Type.Object({ orgId: numericId(), memberId: numericId() });

/** A person in an organization; a collaborator is one who is let into single workspaces. */
export const Member = Type.Object({
  memberId: int64(),
  userId: int64(),
  userName: Type.String(),
  email: Type.String(),
  firstName: nullable(Type.String()),
  lastName: nullable(Type.String()),
  /** Address of the picture. */
  avatar: nullable(Type.String()),
  role: oneOf(organizationRoles),
});
export type Member = Static<typeof Member>;

/** Of members, of collaborators, and of the members of a team. */
export const ListMembersResponse = Type.Object({ members: Type.Array(Member), totalSize: int64() });
export type ListMembersResponse = Static<typeof ListMembersResponse>;

/** A user name, or an e-mail address. */
export const AddMemberRequest = Type.Object({ user: text(255, 1) });
export const AddMemberResponse = Type.Object({ member: Member });

export const UpdateMemberRoleRequest = Type.Object({ role: oneOf(organizationRoles) });
