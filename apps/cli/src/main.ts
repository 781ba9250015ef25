import { isAppError } from "@postern/domain";
import type { ErrorKind } from "@postern/domain";
import { serverVersion } from "@postern/server";
import { Command } from "commander";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addInitCommand } from "./commands/init.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addTokenCommand } from "./commands/token.ts";
import { addUserCommand } from "./commands/user.ts";

const exitCodeOfKind: Readonly<Record<ErrorKind, number>> = {
  internal: 1,
  invalid: 2,
  too_large: 2,
  unauthenticated: 3,
  forbidden: 3,
  not_found: 4,
  conflict: 5,
  limited: 6,
  unavailable: 6,
  timeout: 6,
};

const program = new Command("postern").description("The control plane for Nextflow on clusters.").version(serverVersion);
addServeCommand(program);
addInitCommand(program);
addUserCommand(program);
addTokenCommand(program);
addDoctorCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says what failed and what cures it; the stack is for our own faults only. */
function report(error: unknown): number {
  if (!isAppError(error)) {
    process.stderr.write(`postern: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
  const detail = error.detail === undefined ? "" : `\n  ${error.detail}`;
  process.stderr.write(`postern: ${error.message}${detail}\n  ${error.hint}\n`);
  return exitCodeOfKind[error.kind];
}
