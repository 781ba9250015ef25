/** What of a file a request asks for. `last` is included. */
export type WantedBytes =
  | { readonly wants: "all" }
  | { readonly wants: "none" }
  | { readonly wants: "part"; readonly first: number; readonly last: number };

export interface RangeHeaders {
  readonly range?: string | undefined;
  readonly "if-range"?: string | string[] | undefined;
}

/**
 * Reads `Range` and `If-Range` (RFC 9110, section 14). What it cannot read, and several parts at once, ask for all: a client must be
 * ready for the whole file at any time. `none`: the range begins behind the end, which is answered with 416.
 *
 * `If-Range` counts only when it is this very tag: a date cannot tell two files of one second apart.
 */
export function wantedBytes(headers: RangeHeaders, file: { readonly sizeBytes: number; readonly etag: string }): WantedBytes {
  const ifRange = headers["if-range"];
  if (ifRange !== undefined && ifRange !== file.etag) return { wants: "all" };
  const range = rangePattern.exec(headers.range ?? "")?.groups;
  return range === undefined ? { wants: "all" } : partOf(range["from"] ?? "", range["to"] ?? "", file.sizeBytes);
}

/** Whether `If-None-Match` names this tag; whether it was called weak does not matter there. */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

const rangePattern = /^bytes=(?<from>\d*)-(?<to>\d*)$/i;

function partOf(from: string, to: string, sizeBytes: number): WantedBytes {
  if (from !== "") return bytesFrom(Number(from), to === "" ? Infinity : Number(to), sizeBytes);
  return to === "" ? { wants: "all" } : lastBytes(Number(to), sizeBytes);
}

function lastBytes(count: number, sizeBytes: number): WantedBytes {
  if (count === 0 || sizeBytes === 0) return { wants: "none" };
  return { wants: "part", first: Math.max(0, sizeBytes - count), last: sizeBytes - 1 };
}

function bytesFrom(first: number, last: number, sizeBytes: number): WantedBytes {
  if (last < first) return { wants: "all" };
  return first >= sizeBytes ? { wants: "none" } : { wants: "part", first, last: Math.min(last, sizeBytes - 1) };
}
