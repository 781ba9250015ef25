import type { Operation, OperationKind, ValueOf } from "@postern/agent-protocol";
import type { CommandChannel } from "@postern/transport";

/** Does what was asked through the channel to this machine. Errors are those of `CommandChannel`. */
export async function performOperation(channel: CommandChannel, operation: Operation, timeoutMs: number): Promise<ValueOf<OperationKind>> {
  switch (operation.kind) {
    case "run": {
      const { kind: _, ...command } = operation;
      const result = await channel.run({ ...command, timeoutMs });
      return { ...result, isCut: result.isCut ?? false };
    }
    case "read":
      return channel.readFile(operation.path, { offset: operation.offset, maxBytes: operation.maxBytes });
    case "tail":
      return channel.tail(operation.path, operation.maxBytes);
    case "write":
      await channel.writeFile(operation.path, operation.bytes, modeOf(operation));
      return {};
    case "stat": {
      const stat = await channel.stat(operation.path);
      return { stat: stat ?? null };
    }
    case "list":
      return { entries: await channel.list(operation.path) };
    case "makeDirectory":
      await channel.makeDirectory(operation.path, modeOf(operation));
      return {};
  }
}

function modeOf(operation: { readonly mode?: number }): { readonly mode?: number } {
  return operation.mode === undefined ? {} : { mode: operation.mode };
}
