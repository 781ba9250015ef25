import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { mustRunFiles } from "../../checks/must-run.mjs";
import { runGates } from "../../checks/run-gates.mjs";
import { buildAll } from "./build-all.mjs";
import { ensureTestParts } from "./ensure-test-parts.mjs";
import { readReport, skippedThatMustRun } from "./read-report.mjs";
import { timed } from "./report.mjs";
import { root, toolWords } from "./root.mjs";

/**
 * Gates and tests, with a closing line that counts both.
 *
 * @param {import("./children.mjs").Children} children
 * @param {readonly string[]} words for Vitest; when there are any, only what they name runs.
 * @returns {Promise<number>} the exit code: 0 when something ran, nothing failed, and nothing that must run was skipped.
 */
export async function runAllTests(children, words) {
  const isPart = words.length > 0;
  const missing = isPart ? [] : await timed("test parts", () => ensureTestParts());
  for (const problem of missing) process.stdout.write(`    missing: ${problem}\n`);

  const built = await attempt("build", () => buildAll(children));
  const gates = isPart ? [] : await runGates({ children });
  const tests = await runVitest(children, words);
  const skipped = skippedThatMustRun(tests.files, await mustRunFiles(root), isPart);

  const failures = [
    ...built,
    ...gates.filter(({ problems }) => problems.length > 0).map(({ name, problems }) => ({ name: `gate ${name}`, message: problems[0] })),
    ...tests.failures,
    ...skipped,
  ];
  const passed = gates.length + tests.passed - gates.filter(({ problems }) => problems.length > 0).length;
  printClosing({ failures, passed, skipped: tests.skipped });
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

async function attempt(name, step) {
  try {
    await step();
    return [];
  } catch (error) {
    return [{ name, message: error.message }];
  }
}

async function runVitest(children, words) {
  await mkdir(join(root, ".cache"), { recursive: true });
  const reportFile = join(root, ".cache", "test-report.json");
  // Yesterday's report must not speak for a run that fell over.
  await rm(reportFile, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  // Nobody looks at hundreds of pictures of pages after a run of everything.
  const env = { TEST_PICTURES: words.length > 0 ? "all" : "none", ...process.env };
  const { exitCode } = await children.run(toolWords("vitest", "run", ...reporters, ...words), { cwd: root, env });
  const text = await readFile(reportFile, "utf8").catch(() => undefined);
  return readReport(text, exitCode);
}

function printClosing({ failures, passed, skipped }) {
  const lines = failures.map(({ name, message }) => `failed: ${name}\n    ${firstLines(message)}`);
  if (skipped > 0) lines.push(`${String(skipped)} skipped`);
  process.stdout.write(`\n${[...lines, `${String(passed)} passed, ${String(failures.length)} failed`].join("\n")}\n`);
}

function firstLines(message) {
  return message.trim().split("\n").slice(0, 6).join("\n    ");
}
