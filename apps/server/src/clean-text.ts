/** Deeper nesting than any parameter file has; below it values are dropped, so that a hostile body cannot exhaust the stack. */
const maxDepth = 64;
const replacement = "\uFFFD";

/**
 * Makes a string storable: halves of cut characters and NULs become U+FFFD.
 * Nextflow cuts long text at UTF-16 units, and tool output may hold anything; PostgreSQL refuses both.
 */
export function cleanText(text: string): string {
  const formed = text.isWellFormed() ? text : text.toWellFormed();
  return formed.includes("\0") ? formed.replaceAll("\0", replacement) : formed;
}

/** `cleanText` for every string in a JSON value, names of members included. */
export function cleanJson(value: unknown): unknown {
  // Nearly all of it is clean, and looking is much cheaper than copying.
  return isClean(value, 0) ? value : clean(value, 0);
}

function isClean(value: unknown, depth: number): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  if (depth >= maxDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isClean(item, depth + 1));
  const members = value as Readonly<Record<string, unknown>>;
  return Object.keys(members).every((name) => isClean(name, depth) && isClean(members[name], depth + 1));
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDepth) return null;
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [cleanText(name), clean(item, depth + 1)]));
}
