import { AppError } from "@postern/domain";

import { limits } from "../limits.ts";
import type { ChunkValue, Operation, OperationKind, RunOperation, ValueOf } from "./operations.ts";

/**
 * That an answer is no more than was asked for: whoever asked for a little has room for a little.
 *
 * @throws agent.protocol. The act has happened.
 */
export function checkAnswer(asked: Operation, value: ValueOf<OperationKind>): void {
  if (asked.kind === "run") checkOutput(asked, value as ValueOf<"run">);
  else if (asked.kind === "read" || asked.kind === "tail") checkChunk(asked, value as ChunkValue);
}

// A character has at least one byte, also one that stands for a byte which is no text.
function checkOutput({ maxOutputBytes = limits.defaultOutputBytes }: RunOperation, { stdout, stderr }: ValueOf<"run">): void {
  if (stdout.length > maxOutputBytes || stderr.length > maxOutputBytes) throw tooMuch();
}

function checkChunk({ maxBytes }: { readonly maxBytes: number }, { bytes }: ChunkValue): void {
  if (bytes.length > maxBytes) throw tooMuch();
}

function tooMuch(): AppError {
  return new AppError("agent.protocol", "An answer is more than was asked for.");
}
