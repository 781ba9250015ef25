import { limits } from "@postern/agent-protocol";
import type { Operation } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";

import { checkPath } from "../local/file-error.ts";
import type { FileAct } from "../local/file-error.ts";

/**
 * Refuses what every agent would refuse, in the words that the other channels use for it. Nothing is sent.
 *
 * @throws file.failed, command.not_started, request.too_large
 */
export function checkOperation(operation: Operation): void {
  if (operation.kind === "run") {
    checkWords(operation.words);
    checkSize("The stdin of a command", Buffer.byteLength(operation.stdin ?? ""), limits.maxStdinBytes);
    return;
  }
  checkPath(acts[operation.kind], operation.path);
  if (operation.kind === "write") checkSize(`The file ${operation.path}`, operation.bytes.length, limits.maxFileBytes);
  if (operation.kind === "read" && !(Number.isSafeInteger(operation.offset) && operation.offset >= 0)) {
    throw new AppError("file.failed", `Cannot read ${operation.path}: the offset must be 0 or more.`);
  }
}

const acts: Readonly<Record<Exclude<Operation["kind"], "run">, FileAct>> = {
  read: "read",
  tail: "read",
  write: "write",
  stat: "look at",
  list: "list",
  makeDirectory: "make the folder",
};

function checkWords(words: readonly string[]): void {
  if (!words.some((word) => word.includes("\0"))) return;
  throw new AppError("command.not_started", "Cannot run a command whose arguments contain a NUL character.");
}

function checkSize(what: string, sizeBytes: number, maxBytes: number): void {
  if (sizeBytes <= maxBytes) return;
  throw new AppError("request.too_large", `${what} is too large for an agent: at most ${String(maxBytes / 1024)} KiB can be sent at once.`);
}
