import { toTokenId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { Actor, TokenCaller } from "../http/caller.ts";
import { personalPlace } from "../http/place.ts";

/** Somebody with a full personal access token. */
export function tokenCaller(userId: UserId, options: { readonly isAdministrator?: boolean } = {}): TokenCaller {
  const isAdministrator = options.isAdministrator ?? false;
  return { kind: "token", userId, isAdministrator, tokenId: toTokenId(1), access: "full", boundTo: null };
}

/** The same in their personal workspace. */
export function actorAtHome(userId: UserId, options: { readonly isAdministrator?: boolean } = {}): Actor {
  return { ...tokenCaller(userId, options), place: personalPlace };
}
