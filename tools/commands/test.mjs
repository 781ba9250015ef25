// `npm test [vitest words…]`: installs what tests need, builds, runs the gates and every test.
// With words, only the tests that they name run, and no gate. Starts on any Node from 20 on, with nothing installed.
import { fileURLToPath } from "node:url";

import { Children, closeOnSignals } from "./steps/children.mjs";
import { ensureInstalled } from "./steps/ensure-installed.mjs";
import { continueOnPinnedNode } from "./steps/pinned-node.mjs";
import { timed } from "./steps/report.mjs";

const children = new Children();
closeOnSignals(children);
try {
  await timed("install", async () => ((await ensureInstalled(children)) ? "npm ci" : "unchanged"));
  process.exitCode = (await continueOnPinnedNode(children, fileURLToPath(import.meta.url))) ?? (await everything());
} catch (error) {
  process.stderr.write(`${error.stack}\n0 passed, 1 failed\n`);
  process.exitCode = 1;
} finally {
  await children.close();
}

// Loaded late: what it needs is only there once the packages are installed.
async function everything() {
  const { runAllTests } = await import("./steps/run-all-tests.mjs");
  return runAllTests(children, process.argv.slice(2));
}
