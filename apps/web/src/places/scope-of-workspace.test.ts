import { expect, test } from "vitest";
import type { Places } from "./places.ts";
import { scopeOfWorkspace } from "./scope-of-workspace.ts";

const genomics = { workspaceId: 401, name: "genomics", fullName: "Genomics", roles: ["admin"] };
const places: Places = {
  userName: "jane",
  hasPersonal: true,
  organizations: [{ orgId: 4, name: "alpha-lab", role: "owner", workspaces: [genomics] }],
};

test("no workspace is one's own place, a known one has the name of its organization", () => {
  expect(scopeOfWorkspace(places, null)).toMatchObject({ kind: "user", userName: "jane" });
  expect(scopeOfWorkspace(places, 401)).toMatchObject({ kind: "workspace", orgName: "alpha-lab", workspaceName: "genomics" });
});

test("where one may not go there is no page to lead to", () => {
  expect(scopeOfWorkspace(places, 7)).toBeUndefined();
});
