/**
 * Acting on this machine: one program, one file operation, or the whole port `CommandChannel`.
 * The agent on a cluster is made of these functions, so nothing here may load another kind of channel.
 */
export { LocalChannel, openLocalChannel } from "./local-channel.ts";
export type { LocalChannelOptions } from "./local-channel.ts";
export { runCommand } from "./run-command.ts";
export type { RunCommandOptions } from "./run-command.ts";
export { Slots } from "./slots.ts";
export { maxChunkBytes, readFileRange, tailFile } from "./read-file.ts";
export { writeFileAtomically } from "./write-file.ts";
export { listDirectory, makeDirectory, maxListEntries } from "./directories.ts";
export { statPath } from "./stat-path.ts";
