import type { AddParticipantRequest } from "@postern/contracts";
import { AppError } from "@postern/domain";

/** Whom a request wants to let in. */
export type Newcomer =
  | { readonly kind: "member"; readonly memberId: number }
  | { readonly kind: "team"; readonly teamId: number }
  /** A user name, or an e-mail address. */
  | { readonly kind: "person"; readonly name: string };

/** @throws request.invalid unless exactly one is named. */
export function readNewcomer(request: AddParticipantRequest): Newcomer {
  const named = newcomersIn(request);
  const [first, second] = named;
  if (first !== undefined && second === undefined) return first;
  throw new AppError("request.invalid", "Send one of memberId, teamId and userNameOrEmail, and only one.", {
    fields: ["memberId", "teamId", "userNameOrEmail"],
  });
}

function newcomersIn({ memberId, teamId, userNameOrEmail: name }: AddParticipantRequest): readonly Newcomer[] {
  return [
    ...(typeof memberId === "number" ? [{ kind: "member", memberId } as const] : []),
    ...(typeof teamId === "number" ? [{ kind: "team", teamId } as const] : []),
    ...(typeof name === "string" ? [{ kind: "person", name } as const] : []),
  ];
}
