import { isAppError } from "@postern/domain";
import type { ErrorKind } from "@postern/domain";
import { serverVersion } from "@postern/server";
import { Command, CommanderError } from "commander";
import { addAuditCommands } from "./commands/audit.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addInitCommand } from "./commands/init.ts";
import { addKeysCommands } from "./commands/keys.ts";
import { addRecordCommand } from "./commands/record.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addTokenCommand } from "./commands/token.ts";
import { addUserCommand } from "./commands/user.ts";
import type { Terminal } from "./terminal.ts";

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

/** Runs what the words ask for, to its end. Resolves with the exit code, and never rejects. */
export async function runCommandLine(words: readonly string[], terminal: Pick<Terminal, "out" | "err">): Promise<number> {
  let exitCode = 0;
  const fail = (code: number): void => {
    exitCode = code;
  };
  try {
    await createProgram({ out: (text) => terminal.out(text), err: (text) => terminal.err(text), fail }).parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, terminal);
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command("postern").description("The control plane for Nextflow on clusters.").version(serverVersion);
  // Before the commands, which take both over.
  program.exitOverride().configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  addServeCommand(program, terminal);
  addInitCommand(program, terminal);
  addUserCommand(program, terminal);
  addTokenCommand(program, terminal);
  addAuditCommands(program, terminal);
  addKeysCommands(program, terminal);
  addDoctorCommand(program, terminal);
  addRecordCommand(program, terminal);
  return program;
}

/** Says what failed and what cures it; the stack is for our own faults only. */
function report(error: unknown, terminal: Pick<Terminal, "err">): number {
  // Help, the version, or words that it did not understand: it has said so itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodeOfKind.invalid;
  if (!isAppError(error)) {
    terminal.err(`postern: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
  const detail = error.detail === undefined ? "" : `\n  ${error.detail}`;
  terminal.err(`postern: ${error.message}${detail}\n  ${error.hint}\n`);
  return exitCodeOfKind[error.kind];
}
