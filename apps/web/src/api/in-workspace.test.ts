import { expect, test } from "vitest";
import { inWorkspace } from "./in-workspace.ts";

test("a call from a workspace of an organization names it, beside what else it asks", () => {
  const path = inWorkspace({ workspaceId: 12 }, "/api/workflow", { search: "a b", max: 25, platformId: undefined });

  expect(path).toBe("/api/workflow?search=a+b&max=25&workspaceId=12");
});

test("a call from the personal workspace names none", () => {
  expect(inWorkspace({ workspaceId: null }, "/api/tokens")).toBe("/api/tokens");
});
