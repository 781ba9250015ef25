import type { PlatformUser } from "@postern/contracts";
import { avatarUrl } from "../../http/avatar-url.ts";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import type { StoredUser } from "./store.ts";

export function toPlatformUser(user: StoredUser): PlatformUser {
  const fullName = [user.first_name, user.last_name].filter((part) => part !== null).join(" ");
  return {
    id: user.id,
    userName: user.user_name,
    name: fullName === "" ? user.user_name : fullName,
    email: user.email,
    firstName: user.first_name,
    lastName: user.last_name,
    organization: user.organization,
    description: user.description,
    avatar: avatarUrl(user.avatar_id),
    avatarId: user.avatar_id,
    notification: user.wants_notification === 1,
    dateCreated: toIso(user.created_at),
    lastUpdated: toIso(user.updated_at ?? user.created_at),
    lastAccess: toIsoOrNull(user.last_access_at),
    deleted: user.deleted_at !== null,
  };
}
