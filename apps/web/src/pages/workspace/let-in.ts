import type { InviteMemberResponse, OneTimeLink } from "@postern/contracts";
import { ApiError } from "../../api/api-error.ts";
import { post, put } from "../../api/client.ts";
import type { AddParticipantAnswer } from "../../api/types.ts";
import type { WorkspaceScope } from "../../paths.ts";
import { participantPath, participantsPath } from "./participant-words.ts";

/** Who is let into a workspace. */
export type Newcomer = { readonly name: string } & (
  | { readonly kind: "member"; readonly memberId: number }
  | { readonly kind: "team"; readonly teamId: number }
  /** Somebody who is not in the organization yet. */
  | { readonly kind: "address"; readonly address: string }
);

export interface LetInWish {
  readonly newcomer: Newcomer;
  readonly role: string;
  /** Owners of the organization may make the link by which somebody new comes in. */
  readonly mayInvite: boolean;
}

export interface LetIn {
  /** The link for somebody who has no account yet, when we may make it. */
  readonly invited: { readonly userName: string; readonly email: string; readonly link: OneTimeLink } | undefined;
}

/** Two or three calls: the public API lets people in with a first role, which is then changed. */
export async function letIn(scope: WorkspaceScope, { newcomer, role, mayInvite }: LetInWish): Promise<LetIn> {
  const invitation = newcomer.kind === "address" && mayInvite ? await invite(scope, newcomer.address) : undefined;
  const who = invitation === undefined ? requestOf(newcomer) : { memberId: invitation.member.memberId };
  const { participant } = await put<AddParticipantAnswer>(`${participantsPath(scope)}/add`, who);
  if (participant.wspRole !== role) await put(participantPath(scope, participant, "/role"), { role });
  if (invitation === undefined || invitation.invitation === null) return { invited: undefined };
  const { userName, email } = invitation.member;
  return { invited: { userName, email, link: invitation.invitation } };
}

/** Somebody who is in the organization already needs no invitation. */
async function invite({ orgId }: WorkspaceScope, email: string): Promise<InviteMemberResponse | undefined> {
  try {
    return await post<InviteMemberResponse>(`/api/postern/v1/orgs/${String(orgId)}/invitations`, { email, role: "collaborator" });
  } catch (error) {
    if (error instanceof ApiError && error.code === "member.exists") return undefined;
    throw error;
  }
}

function requestOf(newcomer: Newcomer): object {
  switch (newcomer.kind) {
    case "member":
      return { memberId: newcomer.memberId };
    case "team":
      return { teamId: newcomer.teamId };
    case "address":
      return { userNameOrEmail: newcomer.address };
  }
}
