import type { UpdateUserRequest } from "@postern/contracts";
import { given } from "../../given.ts";
import type { StoredUser } from "./store.ts";

export type ProfileFields = Pick<
  StoredUser,
  "user_name" | "first_name" | "last_name" | "organization" | "description" | "avatar_id" | "wants_notification" | "default_workspace_id"
>;

/** What was, with what is wanted on top. */
export function mergeProfile(user: StoredUser, wanted: UpdateUserRequest): ProfileFields {
  const { notification, defaultWorkspaceId } = wanted;
  const wantsNotification = notification === null || notification === undefined ? user.wants_notification : notification ? 1 : 0;
  return {
    user_name: wanted.userName,
    first_name: textOr(wanted.firstName, user.first_name),
    last_name: textOr(wanted.lastName, user.last_name),
    organization: textOr(wanted.organization, user.organization),
    description: textOr(wanted.description, user.description),
    avatar_id: textOr(wanted.avatarId, user.avatar_id),
    wants_notification: wantsNotification,
    default_workspace_id: defaultWorkspaceId === undefined ? user.default_workspace_id : defaultWorkspaceId,
  };
}

/** What the audit trail keeps of a state. */
export function imageOf(fields: ProfileFields) {
  return {
    userName: fields.user_name,
    firstName: fields.first_name,
    lastName: fields.last_name,
    organization: fields.organization,
    description: fields.description,
    avatarId: fields.avatar_id,
    notification: fields.wants_notification === 1,
    defaultWorkspaceId: fields.default_workspace_id,
  };
}

function textOr(wanted: string | null | undefined, old: string | null): string | null {
  return wanted === null || wanted === undefined ? old : (given(wanted)?.trim() ?? null);
}
