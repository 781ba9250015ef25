/**
 * Acting on a cluster over SSH: one connection for each account and host, through any number of jump hosts, with host keys that somebody
 * pinned. Stores nothing and opens no secret: whoever opens an account brings host keys and lends the private key for each sign-in.
 */
export { SshAccount } from "./ssh-account.ts";
export type { SshAccountParts } from "./ssh-account.ts";
export type { SshConnection } from "./ssh-connection.ts";
export { openSshChannel } from "./open-ssh-channel.ts";
export type { SshChannelOptions } from "./open-ssh-channel.ts";
export { SshChannel } from "./ssh-channel.ts";
export { KnownHosts } from "./known-hosts.ts";
export type { AuthorityKey } from "./host-certificate.ts";
export type { KnownHostKey, UnreadLine } from "./known-hosts.ts";
export { describeHostKey } from "./host-keys.ts";
export type { HostKeys, HostKeyVerdict, SeenHostKey } from "./host-keys.ts";
export type { SshHop, SshKey, SshSettings, SshTarget } from "./ssh-target.ts";
