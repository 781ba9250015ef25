import { Children, closeOnSignals } from "./children.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { continueOnPinnedNode } from "./pinned-node.mjs";
import { printStep } from "./report.mjs";

/**
 * The frame of every command: ends its children when it ends or is told to, and exits with what the action answers.
 *
 * @param {(children: Children) => Promise<number>} action answers with the exit code.
 * @param {{ file?: string, isQuiet?: boolean }} [options] with `file`, the packages are installed first and the command goes on
 *   under the pinned Node; it is the command's own file. What the action needs of node_modules it must load itself, late.
 */
export async function runCommand(action, { file, isQuiet = false } = {}) {
  const children = new Children();
  closeOnSignals(children);
  try {
    const exitCode = file === undefined ? undefined : await prepare(children, { file, isQuiet });
    process.exitCode = exitCode ?? (await action(children));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } finally {
    await children.close();
  }
}

async function prepare(children, { file, isQuiet }) {
  const startedAt = process.hrtime.bigint();
  const hasInstalled = await ensureInstalled(children);
  if (hasInstalled && !isQuiet) printStep("install", startedAt, "npm ci");
  return continueOnPinnedNode(children, file);
}
