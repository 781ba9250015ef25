import type { ChangePasswordRequest, Static, UpdateUserRequest } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { failBySentinel, noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";

const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="#17743a"/></svg>';
const sessionsPath = "/api/postern/v1/profile/sessions";

export const profileRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/user-info",
    answer: () => ok({ user: state.session.user, needConsent: false, defaultWorkspaceId: state.account.defaultWorkspaceId }),
  },
  {
    method: "POST",
    path: "/api/users/:id",
    answer: ({ body }) => {
      update(state, body as UpdateUserRequest);
      return noContent;
    },
  },
  { method: "GET", path: "/api/avatars/:id", answer: () => ({ status: 200, text: picture, headers: { "content-type": "image/svg+xml" } }) },
  {
    method: "POST",
    path: "/api/avatars",
    answer: () => {
      const at = isoAt(state.now());
      return ok({ avatar: { id: "mock-picture", dateCreated: at, lastUpdated: at }, url: "/api/avatars/mock-picture" });
    },
  },
  {
    method: "PUT",
    path: "/api/postern/v1/profile/password",
    answer: ({ body }) => {
      changePassword(state, body as Static<typeof ChangePasswordRequest>);
      return noContent;
    },
  },
  { method: "GET", path: sessionsPath, answer: () => ok({ sessions: state.account.sessions }) },
  {
    method: "DELETE",
    path: sessionsPath,
    answer: () => {
      state.account.sessions = state.account.sessions.filter((session) => session.isCurrent);
      state.publish({ type: "profile" });
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: `${sessionsPath}/:id`,
    answer: ({ params }) => {
      state.account.sessions = state.account.sessions.filter((session) => session.id !== params["id"]);
      state.publish({ type: "profile" });
      return noContent;
    },
  },
];

function update(state: MockState, wish: UpdateUserRequest): void {
  const { user } = state.session;
  failBySentinel(wish.userName);
  if (wish.userName === "amir") throw new AppError("user.name_taken", "A user named amir already exists.", { fields: ["/userName"] });
  if (wish.lastUpdated !== (user.lastUpdated ?? user.dateCreated)) {
    throw new AppError("request.outdated", "The profile has been changed meanwhile.");
  }
  state.session.user = {
    ...user,
    userName: wish.userName,
    firstName: orNull(wish.firstName),
    lastName: orNull(wish.lastName),
    organization: orNull(wish.organization),
    description: orNull(wish.description),
    avatarId: orNull(wish.avatarId),
    notification: wish.notification ?? false,
    lastUpdated: isoAt(state.now()),
  };
  state.account.defaultWorkspaceId = wish.defaultWorkspaceId ?? null;
  state.publish({ type: "profile" });
}

const orNull = (text: string | null | undefined): string | null => (text === undefined || text === "" ? null : text);

function changePassword(state: MockState, { currentPassword, newPassword }: Static<typeof ChangePasswordRequest>): void {
  if (currentPassword !== state.password) {
    throw new AppError("auth.password_wrong", "The current password is wrong.", { fields: ["/currentPassword"] });
  }
  state.password = newPassword;
  state.account.sessions = state.account.sessions.filter((session) => session.isCurrent);
  state.publish({ type: "profile" });
}
