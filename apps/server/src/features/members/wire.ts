import type { Member } from "@postern/contracts";
import { avatarUrl } from "../../http/avatar-url.ts";
import type { StoredMember } from "./service.ts";

export function toMember(member: StoredMember): Member {
  const { avatarId, ...rest } = member;
  return { ...rest, avatar: avatarUrl(avatarId) };
}
