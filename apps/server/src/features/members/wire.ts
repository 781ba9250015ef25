import type { Member, OneTimeLink } from "@postern/contracts";
import { avatarUrl } from "../../http/avatar-url.ts";
import { toIso } from "../../http/iso-time.ts";
import type { InvitedMember, StoredMember } from "./service.ts";

export function toMember(member: StoredMember): Member {
  const { avatarId, ...rest } = member;
  return { ...rest, avatar: avatarUrl(avatarId) };
}

/** The address that the person opens. */
export function toOneTimeLink({ link, expiresAt }: NonNullable<InvitedMember["invitation"]>, publicUrl: string): OneTimeLink {
  return { link: `${publicUrl}/setup/${link}`, expiresAt: toIso(expiresAt) };
}
