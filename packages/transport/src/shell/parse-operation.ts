import { limits } from "@postern/agent-protocol";
import type { ChunkValue, EntryValue, FileKind, Operation, OperationOf, StatValue, ValueOf } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";

import { fileError } from "../local/file-error.ts";
import type { FileAct } from "../local/file-error.ts";
import { spoilt } from "./answer-lines.ts";
import { errnoOf } from "./errno-words.ts";
import { parseStatLine } from "./parse-stat-line.ts";
import type { ShellResult } from "./shell-port.ts";

/**
 * Reads what the program of `renderOperation` printed.
 *
 * @throws file.not_found, file.failed
 * @throws agent.gone when it cannot have been that program. The act may have happened.
 */
export function parseOperation<Asked extends Operation>(operation: Asked, result: ShellResult): ValueOf<Asked["kind"]> {
  // The kind of the operation chooses the reader, so the value is of that kind.
  switch (operation.kind) {
    case "run":
      return { ...result, stdout: toText(result.stdout, result), stderr: toText(result.stderr, result) };
    case "stat":
      return parseStat(operation, result);
    case "read":
    case "tail":
      refuseFailure("read", operation.path, result);
      return parseChunk(operation, result);
    case "list":
      refuseFailure("list", operation.path, result);
      return { entries: parseEntries(result) };
    case "write":
      refuseFailure("write", operation.path, result);
      return {};
    case "makeDirectory":
      refuseFailure("make the folder", operation.path, result);
      return {};
  }
}

/** A character that a cut went through is left out; bytes that are no text become U+FFFD. */
function toText(bytes: Uint8Array, { isCut }: ShellResult): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: isCut });
}

/** The exit codes of `fileScripts`: 3 with a complaint, 4 with a reason of ours. */
function refuseFailure(act: FileAct, path: string, { exitCode, stdout, stderr }: ShellResult): void {
  if (exitCode === 4) throw fileError(act, path, systemError(isFolder(stdout) ? "EISDIR" : undefined));
  if (exitCode === 3) throw fileError(act, path, systemError(errnoOf(stderr)));
  if (exitCode !== 0) throw new AppError("file.failed", `Cannot ${act} ${path}: the cluster's shell ended with ${String(exitCode)}.`);
}

function isFolder(stdout: Uint8Array): boolean {
  return new TextDecoder().decode(stdout).startsWith("is a folder");
}

function systemError(code: string | undefined): Error {
  return Object.assign(new Error(code), { code });
}

function parseStat({ path }: OperationOf<"stat">, result: ShellResult): { readonly stat: StatValue | null } {
  const code = result.exitCode === 3 ? errnoOf(result.stderr) : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return { stat: null };
  refuseFailure("look at", path, result);
  return { stat: parseStatLine(new TextDecoder().decode(result.stdout)) };
}

function parseChunk({ path, maxBytes }: OperationOf<"read" | "tail">, { stdout, stderr }: ShellResult): ChunkValue {
  const end = stdout.indexOf(0x0a);
  const found = /^(?<size>\d{1,15}) (?<offset>\d{1,16})$/.exec(
    Buffer.from(stdout.subarray(0, Math.max(end, 0))).toString("latin1"),
  )?.groups;
  if (found === undefined) throw spoilt("a file without size and offset");
  const [size, offset] = [Number(found["size"]), Number(found["offset"])];
  const bytes = new Uint8Array(stdout.subarray(end + 1));
  if (bytes.length > maxBytes) throw spoilt("a file with more bytes than were asked for");
  const code = errnoOf(stderr);
  // It may have been cut short since its size was taken; then no tool complains.
  if (bytes.length < Math.min(maxBytes, size - offset) && code !== undefined) throw fileError("read", path, systemError(code));
  // Files of /proc say that they have no size and have content all the same.
  return { offset, bytes, fileSizeBytes: bytes.length === 0 ? size : Math.max(size, offset + bytes.length) };
}

const kindOfLetter: Readonly<Record<string, FileKind>> = { d: "directory", f: "file", o: "other" };

function parseEntries({ stdout }: ShellResult): readonly EntryValue[] {
  const parts = new TextDecoder().decode(stdout).split("\0");
  // The last part is nothing, or an entry that a cut went through.
  const entries = parts.slice(0, -1).map((part) => {
    const kind = kindOfLetter[part.slice(0, 1)];
    if (kind === undefined || !/^.(?!\.\.?$)[^/]+$/s.test(part)) throw spoilt("an entry of a folder without kind or name");
    return { name: part.slice(1), kind };
  });
  return entries.slice(0, limits.maxEntries).toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
