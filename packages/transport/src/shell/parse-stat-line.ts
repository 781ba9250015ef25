import type { FileKind, StatValue } from "@postern/agent-protocol";

import { spoilt } from "./answer-lines.ts";

/** `hex <mode> <size> <seconds> <seconds with fraction> <yes|no>`; on BSD `octal …`. */
const statLine = /^(?<base>hex|octal) (?<mode>[0-9a-f]{1,8}) (?<size>\d{1,15}) (?<seconds>-?\d{1,13}) (?<fine>\S+) (?<writable>yes|no)\n?$/;
const kindMask = 0o170000;
const kindOfBits: Readonly<Record<number, FileKind>> = { 0o100000: "file", 0o040000: "directory" };

/** @throws agent.gone when it is no such line. */
export function parseStatLine(line: string): StatValue {
  const found = statLine.exec(line)?.groups;
  if (found === undefined) throw spoilt("a stat without its members");
  const mode = Number.parseInt(found["mode"] ?? "", found["base"] === "hex" ? 16 : 8);
  if (!Number.isSafeInteger(mode)) throw spoilt("a stat without a mode");
  return {
    kind: kindOfBits[mode & kindMask] ?? "other",
    sizeBytes: Number(found["size"]),
    modifiedAt: toMs(found["seconds"] ?? "", found["fine"] ?? ""),
    mode: mode & 0o7777,
    isWritable: found["writable"] === "yes",
  };
}

/** Busybox knows no fractions and prints the place for them. */
function toMs(seconds: string, fine: string): number {
  const found = /^(?<whole>-?\d{1,13})\.(?<fraction>\d{3})\d*$/.exec(fine)?.groups;
  if (found === undefined) return Number(seconds) * 1000;
  return Number(found["whole"]) * 1000 + Number(found["fraction"]);
}
