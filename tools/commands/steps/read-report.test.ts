import { join } from "node:path";
import { expect, test } from "vitest";
import { readReport, skippedThatMustRun } from "./read-report.mjs";
import { root } from "./root.mjs";

const one = (status: string, fullName = "works") => ({ status, fullName, failureMessages: status === "failed" ? ["expected 1"] : [] });
const file = (assertionResults: readonly object[], status = "passed", message = "") => ({
  name: join(root, "packages/a.test.ts"),
  status,
  message,
  assertionResults,
});
const report = (...testResults: readonly object[]): string => JSON.stringify({ testResults });

test("passed, failed and skipped tests are counted", () => {
  const result = readReport(report(file([one("passed"), one("passed"), one("failed"), one("skipped")], "failed")), 1);

  expect(result).toMatchObject({ passed: 2, skipped: 1, failures: [{ name: "packages/a.test.ts > works", message: "expected 1" }] });
});

test("a file that cannot be loaded is a failure", () => {
  expect(readReport(report(file([], "failed", "no such module")), 1).failures).toEqual([
    { name: "packages/a.test.ts", message: "no such module" },
  ]);
});

test("an error outside every test is a failure", () => {
  expect(readReport(report(file([one("passed")])), 1).failures).toHaveLength(1);
});

test("a run that wrote no report is a failure, whatever its exit code", () => {
  expect(readReport(undefined, 0).failures).toHaveLength(1);
});

test("a skipped test of the list is a failure, and so is a file that did not run", () => {
  const files = [{ path: "packages/a.test.ts", skipped: ["works"] }];

  expect(skippedThatMustRun(files, ["packages/a.test.ts"], false)).toHaveLength(1);
  expect(skippedThatMustRun(files, ["packages/b.test.ts"], false)).toHaveLength(1);
  expect(skippedThatMustRun([{ path: "packages/a.test.ts", skipped: [] }], ["packages/a.test.ts"], false)).toEqual([]);
});

test("when only some tests were asked for, the others need not have run", () => {
  expect(skippedThatMustRun([], ["packages/b.test.ts"], true)).toEqual([]);
});
