import type { Operation, OperationKind, ValueOf } from "@postern/agent-protocol";
import type { Machine } from "./machine.ts";

interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Does what was asked on this machine. Errors are those of `CommandChannel`. */
export async function performOperation(
  machine: Machine,
  operation: Operation,
  { timeoutMs, signal }: Limits,
): Promise<ValueOf<OperationKind>> {
  switch (operation.kind) {
    case "run": {
      const { kind: _, ...command } = operation;
      const result = await machine.run({ ...command, timeoutMs }, { signal });
      return { ...result, isCut: result.isCut ?? false };
    }
    case "read":
      return machine.readFile(operation.path, { offset: operation.offset, maxBytes: operation.maxBytes });
    case "tail":
      return machine.tail(operation.path, operation.maxBytes);
    case "write":
      await machine.writeFile(operation.path, operation.bytes, modeOf(operation));
      return {};
    case "stat": {
      const stat = await machine.stat(operation.path);
      return { stat: stat ?? null };
    }
    case "list":
      return { entries: await machine.list(operation.path) };
    case "makeDirectory":
      await machine.makeDirectory(operation.path, modeOf(operation));
      return {};
  }
}

function modeOf(operation: { readonly mode?: number }): { readonly mode?: number } {
  return operation.mode === undefined ? {} : { mode: operation.mode };
}
