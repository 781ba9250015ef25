import type { AccessToken, PersonalToken } from "@postern/contracts";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import type { DescribedToken } from "./service.ts";
import type { StoredToken } from "./store.ts";

export function toAccessToken(token: StoredToken): AccessToken {
  return { id: token.id, name: token.name, dateCreated: toIso(token.created_at), lastUsed: toIsoOrNull(token.last_used_at) };
}

export function toPersonalToken({
  token,
  access,
  endsAt,
  isExpired,
  workspaces,
  formerWorksUntil,
  warning,
}: DescribedToken): PersonalToken {
  return {
    id: token.id,
    name: token.name,
    access,
    workspaces: workspaces === null ? null : [...workspaces],
    createdAt: toIso(token.created_at),
    expiresAt: toIsoOrNull(endsAt),
    isExpired,
    lastUsedAt: toIsoOrNull(token.last_used_at),
    lastUsedFrom: token.last_used_address,
    previousWorksUntil: toIsoOrNull(formerWorksUntil),
    warning: warning ?? null,
  };
}
