import { createHash } from "node:crypto";

import type { AuthorityKey } from "./host-certificate.ts";

/** A key with which a host has proved to be itself. */
export interface SeenHostKey {
  readonly host: string;
  readonly port: number;
  /** Its name in SSH, such as `ssh-ed25519`. */
  readonly algorithm: string;
  /** In base64, as `known_hosts` has it. */
  readonly key: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

/**
 * `known`: it is that host. `unknown`: nothing is pinned for it, and somebody has to confirm the key. `changed`: another key is pinned,
 * `revoked`: whoever shows this one is not to be trusted. Nothing is sent to the host in the last two, no name and no signature.
 */
export type HostKeyVerdict = "known" | "unknown" | "changed" | "revoked";

/** Which keys hosts have. Whoever pins on first use answers `known`, and stores the key when it is confirmed. */
export interface HostKeys {
  /** Stores nothing: anybody may stand at an address and show a key. */
  judge(seen: SeenHostKey): Promise<HostKeyVerdict>;
  /** Called when somebody was signed in there with a key that was judged `known`. What it throws ends the connection, and is passed on. */
  confirm?(seen: SeenHostKey): Promise<void>;
  /** Of the key in a certificate that is good otherwise. Left out: nothing is revoked. */
  isRevoked?(seen: SeenHostKey): Promise<boolean>;
  /** Called with the key in a certificate that was refused: a person may take it in the place of the authority. It is no proof of anything. */
  noteRefused?(seen: SeenHostKey): Promise<void>;
  /** Called when somebody was signed in on a host that proved itself by a certificate. What it throws ends the connection, and is passed on. */
  noteCertified?(host: string, port: number): Promise<void>;
  /** Whose certificates prove who a host is. Where there are any, the host is asked for its certificate first. */
  authoritiesOf?(host: string, port: number): Promise<readonly AuthorityKey[]>;
  /** Algorithms of the keys that are pinned for a host: one of those is asked for, since a host may have several keys. */
  algorithmsOf(host: string, port: number): Promise<readonly string[]>;
}

/** @param blob the key as it comes over the wire */
export function describeHostKey(host: string, port: number, blob: Uint8Array): SeenHostKey {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const algorithm = bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1");
  const digest = createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "");
  return { host, port, algorithm, key: bytes.toString("base64"), fingerprint: `SHA256:${digest}` };
}
