import { organizationRoles } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { nullable, oneOf, text } from "../schema.ts";
import { Member } from "../platform/members.ts";
import { OneTimeLink } from "./setup-links.ts";

/** `POST /api/postern/v1/orgs/{orgId}/invitations`: somebody joins an organization, with or without an account. */
export const InviteMemberRequest = Type.Object({
  email: text(255, 3),
  /** `member` when it is left out. */
  role: Type.Optional(oneOf(organizationRoles)),
});
export type InviteMemberRequest = Static<typeof InviteMemberRequest>;

/** There is no link for somebody who has an account already: they are a member at once. */
export const InviteMemberResponse = Type.Object({ member: Member, invitation: nullable(OneTimeLink) });
export type InviteMemberResponse = Static<typeof InviteMemberResponse>;
