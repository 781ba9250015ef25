import { limits } from "@postern/agent-protocol";
import type { Operation, OperationOf } from "@postern/agent-protocol";

import { fileScripts } from "./file-scripts.ts";
import type { ShellCommand } from "./shell-port.ts";

/** Permission bits of a file for which none are asked. */
const defaultMode = 0o600;
/** Beside the bytes of a file: size and offset in front, and what tools complain of. */
const reserveBytes = 4_096;
const maxListBytes = limits.maxEntries * 260;

/** What a file operation asks of a shell; what comes back is read by `parseOperation`. */
export interface RenderWish {
  readonly timeoutMs: number;
  /** Where a `run` happens that names no folder. */
  readonly workDir: string;
  /** Random letters and digits. */
  readonly token: string;
}

/** The program that does an operation. */
export function renderOperation(operation: Operation, wish: RenderWish): ShellCommand {
  const { timeoutMs } = wish;
  switch (operation.kind) {
    case "run":
      return renderRunOperation(operation, wish);
    case "read":
      return script(operation, [String(operation.maxBytes), String(operation.offset)], { timeoutMs, room: operation.maxBytes });
    case "tail":
      return script(operation, [String(operation.maxBytes), "end"], { timeoutMs, room: operation.maxBytes });
    case "write":
      return renderWrite(operation, wish);
    case "stat":
      return script(operation, [], { timeoutMs, room: 0 });
    case "list":
      return script(operation, [String(limits.maxEntries)], { timeoutMs, room: maxListBytes });
    case "makeDirectory":
      return script(operation, [operation.mode?.toString(8) ?? ""], { timeoutMs, room: 0 });
  }
}

function renderRunOperation(operation: OperationOf<"run">, wish: RenderWish): ShellCommand {
  const { words, stdin, workDir = wish.workDir, maxOutputBytes = limits.defaultOutputBytes } = operation;
  const bytes = stdin === undefined ? undefined : new TextEncoder().encode(stdin);
  return { words, workDir, timeoutMs: wish.timeoutMs, maxOutputBytes, stdin: bytes };
}

function renderWrite(operation: OperationOf<"write">, { timeoutMs, token }: RenderWish): ShellCommand {
  const temporary = `${folderOf(operation.path)}.postern-${token}.tmp`;
  const mode = (operation.mode ?? defaultMode).toString(8);
  return { ...script(operation, [temporary, mode, String(operation.bytes.length)], { timeoutMs, room: 0 }), stdin: operation.bytes };
}

interface Room {
  readonly timeoutMs: number;
  /** Bytes that the answer may have, beside a few. */
  readonly room: number;
}

function script(
  operation: { readonly kind: Exclude<Operation["kind"], "run">; readonly path: string },
  more: readonly string[],
  { timeoutMs, room }: Room,
): ShellCommand {
  const text = fileScripts[operation.kind === "tail" ? "read" : operation.kind];
  const words = ["sh", "-c", text, "sh", operation.path, ...more] as const;
  return { words, workDir: "/", timeoutMs, maxOutputBytes: room + reserveBytes };
}

/** With its slash. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
