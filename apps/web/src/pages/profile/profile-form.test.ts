import type { DescribeUserResponse } from "@postern/contracts";
import { expect, test } from "vitest";
import { profileRequest, profileValues } from "./profile-form.ts";

const known: DescribeUserResponse = {
  user: {
    ...{ id: 1, userName: "jane", name: "jane", email: "jane@example.org", firstName: "Jane", lastName: null, organization: null },
    ...{ description: null, avatar: null, avatarId: "pic", notification: false, dateCreated: "2026-01-01T00:00:00Z" },
    ...{ lastUpdated: "2026-02-01T00:00:00Z", lastAccess: null, deleted: false },
  },
  needConsent: false,
  defaultWorkspaceId: 12,
};

test("a form that nobody changed changes nothing", () => {
  expect(profileRequest(profileValues(known), known)).toEqual({
    ...{ email: "jane@example.org", userName: "jane", firstName: "Jane", lastName: "", organization: "", description: "" },
    ...{ avatarId: "pic", notification: false, defaultWorkspaceId: 12, lastUpdated: "2026-02-01T00:00:00Z" },
  });
});

test("what was taken out is taken away", () => {
  const values = { ...profileValues(known), firstName: " ", avatarId: "", defaultWorkspaceId: "" };

  expect(profileRequest(values, known)).toMatchObject({ firstName: "", avatarId: "", defaultWorkspaceId: null });
});

test("a profile that was never changed says when it was made", () => {
  const fresh = { ...known, user: { ...known.user, lastUpdated: null } };

  expect(profileRequest(profileValues(fresh), fresh).lastUpdated).toBe("2026-01-01T00:00:00Z");
});
