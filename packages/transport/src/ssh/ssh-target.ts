import type { HostKeys } from "./host-keys.ts";

/** What one account on one host is signed in with. */
export interface SshKey {
  /** In OpenSSH's own form, without a passphrase. */
  readonly privateKey: string;
  /** The line of a user certificate for this key, where the cluster wants one. */
  readonly certificate?: string;
}

/** One account on one host. */
export interface SshHop {
  readonly host: string;
  readonly port: number;
  readonly userName: string;
  /**
   * Lends the key for one sign-in: it is opened before `act` and gone after it. Called for every connection that is made.
   * What it throws is passed on.
   */
  lendKey<Result>(act: (key: SshKey) => Promise<Result>): Promise<Result>;
}

/** The way to an account on a cluster: the hosts to go through, each with an account, a key and a host key of its own. */
export interface SshTarget {
  /** In the order in which they are passed; none when the cluster can be reached directly. */
  readonly jumps: readonly SshHop[];
  readonly login: SshHop;
  readonly hostKeys: HostKeys;
}

export interface SshSettings {
  /** For reaching one host and signing in there. Default 20 s. */
  readonly connectTimeoutMs?: number;
  /** How often a sign of life is asked for; after three without an answer the connection is taken for dead. Default 15 s. */
  readonly keepAliveMs?: number;
  /** Sessions at once, besides the one of SFTP. Default 7: servers of OpenSSH allow ten, and people have some of their own. */
  readonly maxSessions?: number;
  /** How long a session that is kept for questions rests before it is ended, and how old it becomes. Default 60 s and 5 minutes. */
  readonly keptRestMs?: number;
  readonly keptAgeMs?: number;
  /** How long SFTP may say nothing while answers are due, before it is taken for dead. Default 60 s. */
  readonly sftpStallMs?: number;
  /** How long a connection that nobody uses is kept. Default 60 s. */
  readonly idleMs?: number;
}
