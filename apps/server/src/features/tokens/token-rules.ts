import { AppError, isTokenWithin } from "@postern/domain";
import type { TokenAccess, WorkspaceId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";

const maxNameLength = 50;

/** @throws request.invalid */
export function refuseBadName(name: string): void {
  if (name.trim() !== "" && name.length <= maxNameLength && !/\p{Cc}/u.test(name)) return;
  throw new AppError("request.invalid", `A token's name has 1 to ${String(maxNameLength)} characters that can be typed.`, {
    fields: ["name"],
  });
}

export interface TokenWidth {
  readonly access: TokenAccess;
  readonly boundTo: readonly WorkspaceId[] | null;
}

/**
 * A token makes, and shows the text of, no token that can do more than itself. The former text of a rotated one makes none at all: it
 * was replaced, perhaps because others know it, and must not live on in what it made.
 *
 * @throws auth.token_scope
 */
export function refuseWider({ access, boundTo }: TokenWidth, maker: Caller | undefined): void {
  if (maker === undefined || maker.kind === "session") return;
  if (maker.kind === "token" && maker.isFormer === true) {
    throw new AppError("auth.token_scope", "The token was rotated. Its former text makes and rotates no others: use the new one.");
  }
  const isWithin = maker.kind === "token" && isTokenWithin(access, maker.access) && isBoundWithin(boundTo, maker.boundTo);
  if (!isWithin) throw new AppError("auth.token_scope", "A token makes none that can do more than itself.");
}

function isBoundWithin(wanted: readonly WorkspaceId[] | null, own: readonly WorkspaceId[] | null): boolean {
  if (own === null) return true;
  return wanted?.every((id) => own.includes(id)) ?? false;
}
