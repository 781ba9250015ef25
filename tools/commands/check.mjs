// `npm run check [gate…]`: the gates that keep the code as CONTRIBUTING.md says, one line each.
import { runGates } from "../checks/run-gates.mjs";
import { runCommand } from "./steps/run-command.mjs";

await runCommand(async (children) => {
  const verdicts = await runGates({ children, only: process.argv.slice(2) });
  const failed = verdicts.filter((verdict) => verdict.problems.length > 0).length;
  process.stdout.write(`${String(verdicts.length - failed)} passed, ${String(failed)} failed\n`);
  return failed === 0 && verdicts.length > 0 ? 0 : 1;
});
