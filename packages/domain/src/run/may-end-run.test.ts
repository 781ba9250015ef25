import { expect, test } from "vitest";
import { builtInRoles } from "../access/built-in-roles.ts";
import { permissionsOf } from "../access/effective-permissions.ts";
import { mayEndRun } from "./may-end-run.ts";

test.each([
  ["their own", true, false, builtInRoles],
  ["somebody else's", false, false, ["owner", "admin", "maintain"]],
  ["somebody else's where launchers end runs", false, true, builtInRoles],
] as const)("%s", (_whose, isOwn, launchersEndRuns, able) => {
  const ends = builtInRoles.filter((role) => mayEndRun({ isOwn, launchersEndRuns, permissions: permissionsOf(role) }));

  expect(ends).toEqual(able);
});

test("a custom role may be given the right alone", () => {
  expect(mayEndRun({ isOwn: false, launchersEndRuns: false, permissions: new Set(["workflow:admin"]) })).toBe(true);
});
