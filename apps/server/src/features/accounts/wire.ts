import type { Account, AccountState, OneTimeLink } from "@postern/contracts";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import type { OneTimeLink as MadeLink } from "../setup-links/service.ts";
import type { StoredAccount } from "./store.ts";

export function toAccount(row: StoredAccount): Account {
  return {
    id: row.id,
    userName: row.user_name,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    state: stateOf(row),
    isAdministrator: row.is_administrator === 1,
    organizationCount: row.organizationCount,
    createdAt: toIso(row.created_at),
    lastAccessAt: toIsoOrNull(row.last_access_at),
  };
}

export function toOneTimeLink({ link, expiresAt }: MadeLink, publicUrl: string): OneTimeLink {
  return { link: `${publicUrl}/setup/${link}`, expiresAt: toIso(expiresAt) };
}

function stateOf(row: StoredAccount): AccountState {
  if (row.deleted_at !== null) return "removed";
  if (row.is_disabled === 1) return "disabled";
  return row.password_hash === null ? "invited" : "active";
}
