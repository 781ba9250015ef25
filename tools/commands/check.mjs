// `npm run check [gate…]`: the gates that keep the code as CONTRIBUTING.md says, one line each.
import { runGates } from "../checks/run-gates.mjs";
import { Children, closeOnSignals } from "./steps/children.mjs";

const children = new Children();
closeOnSignals(children);
try {
  const verdicts = await runGates({ children, only: process.argv.slice(2) });
  const failed = verdicts.filter((verdict) => verdict.problems.length > 0).length;
  process.stdout.write(`${verdicts.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && verdicts.length > 0 ? 0 : 1;
} finally {
  await children.close();
}
