/**
 * Ways to act on a cluster: the port `CommandChannel` and one folder per kind.
 * A transport knows words and files. It does not know schedulers.
 */
export type { ChannelPeer, CommandChannel, DirectoryEntry, FileChunk, FileStat, WriteOptions } from "./command-channel.ts";
export type { FileIdentity, FileReading, FileWriting, ReadingOptions } from "./file-streams.ts";
