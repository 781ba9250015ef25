import { expect, test } from "vitest";
import { orphanCodes, renderErrors } from "./errors.mjs";

const product = { path: "apps/server/src/a.ts", text: `throw new AppError("run.ended", "…")` };
const tests = { path: "apps/server/src/a.test.ts", text: `expect(code).toBe("run.ended")` };

test("a code that is used and tested is no orphan", () => {
  expect(orphanCodes(["run.ended"], [product, tests])).toEqual([]);
});

test("a code that only a test names is used nowhere", () => {
  expect(orphanCodes(["run.ended"], [tests]).join()).toContain("used nowhere: run.ended");
});

test("a code that no test names is told", () => {
  expect(orphanCodes(["run.ended"], [product]).join()).toContain("expected by no test: run.ended");
});

test("the page lists each code with its kind and its hint", () => {
  const page = renderErrors({ "run.ended": { kind: "conflict", hint: "Read a | b." } });

  expect(page).toContain("| `run.ended` | conflict | Read a \\| b. |");
});
