import type { DescribeUserResponse, UpdateUserRequest } from "@postern/contracts";

/** What stands in the form. Empty text stands for nothing. */
export interface ProfileValues {
  readonly userName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly organization: string;
  readonly description: string;
  /** Empty for no picture. */
  readonly avatarId: string;
  readonly notification: boolean;
  /** The id as text; empty for none. */
  readonly defaultWorkspaceId: string;
}

export function profileValues({ user, defaultWorkspaceId }: DescribeUserResponse): ProfileValues {
  return {
    userName: user.userName,
    firstName: user.firstName ?? "",
    lastName: user.lastName ?? "",
    organization: user.organization ?? "",
    description: user.description ?? "",
    avatarId: user.avatarId ?? "",
    notification: user.notification,
    defaultWorkspaceId: defaultWorkspaceId === null ? "" : String(defaultWorkspaceId),
  };
}

/** What is sent: every member, and which state of the profile it changes. */
export function profileRequest(values: ProfileValues, { user }: DescribeUserResponse): UpdateUserRequest {
  const { userName, firstName, lastName, organization, description, avatarId, notification, defaultWorkspaceId } = values;
  return {
    email: user.email,
    userName: userName.trim(),
    firstName: firstName.trim(),
    lastName: lastName.trim(),
    organization: organization.trim(),
    description: description.trim(),
    avatarId,
    notification,
    defaultWorkspaceId: defaultWorkspaceId === "" ? null : Number(defaultWorkspaceId),
    // A profile that was never changed is as it was made.
    lastUpdated: user.lastUpdated ?? user.dateCreated,
  };
}
