import { seconds } from "../commands/steps/report.mjs";
import { root as checkout } from "../commands/steps/root.mjs";
import { boundaries } from "./boundaries.mjs";
import { changes } from "./changes.mjs";
import { deadCode } from "./dead-code.mjs";
import { dependencies } from "./dependencies.mjs";
import { disabledRules } from "./disabled-rules.mjs";
import { errors } from "./errors.mjs";
import { format } from "./format.mjs";
import { lint } from "./lint.mjs";
import { lockFile } from "./lock-file.mjs";
import { mustRun } from "./must-run.mjs";
import { packageDocs } from "./package-docs.mjs";
import { providers } from "./providers.mjs";
import { roles } from "./roles.mjs";
import { routeAccess } from "./route-access.mjs";
import { schema } from "./schema.mjs";
import { settings } from "./settings.mjs";
import { types } from "./types.mjs";

/** Every gate. Slow ones first, so that the quick ones fill the gaps. */
export const gates = [
  types,
  lint,
  deadCode,
  boundaries,
  format,
  errors,
  settings,
  roles,
  providers,
  routeAccess,
  schema,
  packageDocs,
  lockFile,
  dependencies,
  changes,
  disabledRules,
  mustRun,
];

const AT_ONCE = 3;

/**
 * Runs gates and prints a line each, with the problems below it.
 *
 * @param {{ children: import("../commands/steps/children.mjs").Children, only?: readonly string[], root?: string }} options
 *   `only` names gates; empty means all.
 * @returns {Promise<readonly { name: string, problems: readonly string[] }[]>}
 */
export async function runGates({ children, only = [], root = checkout }) {
  const queue = gates.filter((gate) => only.length === 0 || only.includes(gate.name));
  const verdicts = [];
  const worker = async () => {
    for (let gate = queue.shift(); gate !== undefined; gate = queue.shift()) verdicts.push(await runGate(gate, { root, children }));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return verdicts;
}

async function runGate(gate, context) {
  const startedAt = process.hrtime.bigint();
  const problems = await problemsOf(gate, context);
  const verdict = problems.length === 0 ? "ok  " : "FAIL";
  const lines = [`gate ${verdict} ${gate.name.padEnd(15)} ${seconds(startedAt)}`, ...problems.map((problem) => indent(problem))];
  process.stdout.write(`${lines.join("\n")}\n`);
  return { name: gate.name, problems };
}

// A gate that falls over has not shown that all is well.
async function problemsOf(gate, context) {
  try {
    return (await gate.run(context)).problems;
  } catch (error) {
    return [`The gate itself failed: ${error.stack}`];
  }
}

function indent(text) {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
