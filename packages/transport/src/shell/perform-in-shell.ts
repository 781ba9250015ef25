import type { Operation, ValueOf } from "@postern/agent-protocol";
import { AppError, isAppError } from "@postern/domain";

import { parseOperation } from "./parse-operation.ts";
import { renderOperation } from "./render-operation.ts";
import { runInShell } from "./run-in-shell.ts";
import type { ShellWay } from "./run-in-shell.ts";

/**
 * Does one operation by a shell on the cluster: what an agent of ours does by itself.
 *
 * Errors: see `CommandChannel`; and what the way to the shell throws.
 */
export async function performInShell<Asked extends Operation>(
  way: ShellWay & { readonly workDir: string },
  operation: Asked,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<ValueOf<Asked["kind"]>> {
  const command = renderOperation(operation, { timeoutMs, workDir: way.workDir, token: way.newToken() });
  try {
    return parseOperation(operation, await runInShell(way, command));
  } catch (error) {
    // That a program did the work is known here alone.
    const isOfFile = operation.kind !== "run" && isAppError(error, "command.not_started");
    throw isOfFile ? new AppError("file.failed", error.message, { cause: error }) : error;
  }
}
