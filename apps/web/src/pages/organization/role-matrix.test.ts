import { permissions } from "@postern/domain";
import { expect, test } from "vitest";
import { countChosen, matrixGroups, toggled } from "./role-matrix.ts";

test("every permission has its cell, once", () => {
  const { here, later } = matrixGroups();
  const cells = [...here, ...later].flatMap(({ rows }) => rows.flatMap((row) => Object.values(row.cells)));

  expect(cells.map((cell) => cell.permission).sort()).toEqual([...permissions]);
});

test("what one meets every day comes first, and no group is empty", () => {
  const { here, later } = matrixGroups();

  expect(here[0]).toMatchObject({ category: "Runs" });
  expect([...here, ...later].filter(({ rows }) => rows.length === 0)).toEqual([]);
});

test("a cell says what it lets somebody do", () => {
  const runs = matrixGroups().here[0]?.rows.find(({ resource }) => resource === "workflow");

  expect(runs?.cells.admin).toEqual({
    permission: "workflow:admin",
    description: expect.stringContaining("runs of others") as string,
  });
});

test("a permission is put in and taken out without touching what was there", () => {
  const before: ReadonlySet<string> = new Set(["workflow:read"]);

  const more = toggled(before, "workflow:write");

  expect([...more]).toEqual(["workflow:read", "workflow:write"]);
  expect([...toggled(more, "workflow:read")]).toEqual(["workflow:write"]);
  expect([...before]).toEqual(["workflow:read"]);
});

test("what is chosen is counted within the groups", () => {
  const { here } = matrixGroups();
  const audit = here.filter(({ category }) => category === "Audit trail");

  expect(countChosen(audit, new Set(["audit:read", "workflow:read"]))).toEqual({ chosen: 1, all: 1 });
});
