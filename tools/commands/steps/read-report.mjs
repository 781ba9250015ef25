import { relative } from "node:path";

import { root } from "./root.mjs";

/**
 * What Vitest's JSON report says, in our words.
 *
 * @param {string | undefined} text the report; undefined when Vitest did not write one.
 * @param {number} exitCode of Vitest.
 * @returns {{ passed: number, skipped: number, failures: { name: string, message: string }[], files: { path: string, skipped: string[] }[] }}
 */
export function readReport(text, exitCode) {
  if (text === undefined) {
    const failures = [{ name: "tests", message: `Vitest wrote no report and ended with ${String(exitCode)}. Its words stand above.` }];
    return { passed: 0, skipped: 0, failures, files: [] };
  }
  const files = JSON.parse(text).testResults.map((result) => readFile(result));
  const failures = files.flatMap((file) => file.failures);
  // An error outside every test, such as a promise that nobody caught, fails the run but no test of the report.
  const isLost = exitCode !== 0 && failures.length === 0;
  const lost = isLost
    ? [{ name: "tests", message: `Vitest ended with ${String(exitCode)}, though no test failed. Its words stand above.` }]
    : [];
  return {
    passed: sum(files.map((file) => file.passed)),
    skipped: sum(files.map((file) => file.skipped.length)),
    failures: [...failures, ...lost],
    files: files.map(({ path, skipped }) => ({ path, skipped })),
  };
}

/**
 * Tests that may not be skipped and were, and files of such tests that did not run at all.
 *
 * @param {readonly { path: string, skipped: readonly string[] }[]} files
 * @param {readonly string[]} mustRun
 * @param {boolean} isPart whether only some tests were asked for; then a file may be absent.
 */
export function skippedThatMustRun(files, mustRun, isPart) {
  return mustRun.flatMap((path) => {
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) return isPart ? [] : [{ name: path, message: "It must run and did not; see tools/checks/must-run.txt." }];
    return file.skipped.map((name) => ({ name: `${path} > ${name}`, message: "It may not be skipped; see tools/checks/must-run.txt." }));
  });
}

function readFile({ name, status, message, assertionResults }) {
  const path = relative(root, name).replaceAll("\\", "/");
  const failed = assertionResults.filter((test) => test.status === "failed");
  const failures = failed.map((test) => ({ name: `${path} > ${test.fullName}`, message: test.failureMessages[0] ?? "" }));
  // A file that cannot be loaded, or whose set-up failed, has no failed test of its own.
  if (status === "failed" && failures.length === 0) failures.push({ name: path, message: message || "The file could not be run." });
  return {
    path,
    failures,
    passed: assertionResults.filter((test) => test.status === "passed").length,
    skipped: assertionResults
      .filter((test) => ["skipped", "pending", "todo", "disabled"].includes(test.status))
      .map((test) => test.fullName),
  };
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
