import type { DirectoryEntry } from "../command-channel.ts";

export function kindOf(found: { isFile(): boolean; isDirectory(): boolean }): DirectoryEntry["kind"] {
  if (found.isFile()) return "file";
  return found.isDirectory() ? "directory" : "other";
}
