import { closeSync, openSync } from "node:fs";

/** Makes the file, for its owner only, where it is missing. A data folder that somebody made by hand may be open to others. */
export function makePrivate(path: string): void {
  closeSync(openSync(path, "a", 0o600));
}
