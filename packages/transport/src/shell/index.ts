/**
 * Acting on a cluster by nothing but a POSIX shell there: operations become scripts, and framed answers become values.
 * Opens no connection: whoever has a way to a shell (the incumbent's agent, SSH) brings it as a `ShellPort`.
 */
export { thenCleanFolders } from "./leftovers.ts";
export { performInShell } from "./perform-in-shell.ts";
export { quoteWord } from "./quote-word.ts";
export type { ShellWay } from "./run-in-shell.ts";
export type { ShellPort, ShellScript } from "./shell-port.ts";
export { parsePiece, splitScript } from "./split-script.ts";
