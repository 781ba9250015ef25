import { expect, test } from "vitest";
import { permissionCatalogue } from "./permission-words.ts";
import { permissions } from "./permissions.ts";

test("every permission has a line and stands under what it is about", () => {
  expect(permissionCatalogue.map(({ name }) => name)).toEqual(permissions);
  expect(permissionCatalogue.filter(({ category }) => category === "Other")).toEqual([]);
  expect(new Set(permissionCatalogue.map(({ description }) => description)).size).toBe(permissions.length);
});

test.each([
  ["pipeline_label:write", "Pipelines"],
  ["pipeline_secrets:read", "Pipeline secrets"],
  ["workflow_quick:execute", "Runs"],
  ["workspace_self:delete", "Workspace"],
])("%s is about: %s", (permission, category) => {
  expect(permissionCatalogue.find(({ name }) => name === permission)).toMatchObject({ category });
});
