// `npm test [vitest words…]`: installs what tests need, builds, runs the gates and every test.
// With words, only the tests that they name run, and no gate. Starts on any Node from 20 on, with nothing installed.
import { fileURLToPath } from "node:url";

import { runCommand } from "./steps/run-command.mjs";

await runCommand(
  async (children) => {
    // Loaded late: it needs the packages.
    const { runAllTests } = await import("./steps/run-all-tests.mjs");
    return runAllTests(children, process.argv.slice(2));
  },
  { file: fileURLToPath(import.meta.url) },
);
