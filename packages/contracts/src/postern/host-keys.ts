import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, oneOf, text } from "../schema.ts";

/** How a key came to be trusted. `replaced`: a person put it in the place of another one, with a reason. */
export const hostKeyTrusts = ["first_use", "confirmed", "known_hosts", "replaced"] as const;
export type HostKeyTrust = (typeof hostKeyTrusts)[number];

/** A key by which a host is known. */
export const PinnedHostKey = Type.Object({
  /** Its name in SSH, such as `ssh-ed25519`; after `@cert-authority ` it is that of an authority, whose certificates the host may show. */
  algorithm: Type.String(),
  /** `SHA256:…`, as `ssh-keygen -l` prints it and centres publish it. */
  fingerprint: Type.String(),
  trust: oneOf(hostKeyTrusts),
  /** Who confirmed it, or for whom the server signed in first. Null: the account is gone. */
  pinnedBy: nullable(Type.String()),
  pinnedAt: dateTime(),
});
export type PinnedHostKey = Static<typeof PinnedHostKey>;

/** The key that the host showed last and that was not taken. `waiting`: nothing is pinned, so it may be confirmed. `refused`: another one is. */
export const OfferedHostKey = Type.Object({
  algorithm: Type.String(),
  fingerprint: Type.String(),
  state: oneOf(["waiting", "refused"]),
  offeredAt: dateTime(),
});
export type OfferedHostKey = Static<typeof OfferedHostKey>;

export const HostKeysOfHop = Type.Object({
  host: Type.String(),
  port: Type.Integer(),
  userName: Type.String(),
  /** False for the last one, where commands run. */
  isJumpHost: Type.Boolean(),
  keys: Type.Array(PinnedHostKey),
  /** Keys that are never taken, as lines `@revoked` say. */
  revoked: Type.Array(PinnedHostKey),
  offered: nullable(OfferedHostKey),
});
export type HostKeysOfHop = Static<typeof HostKeysOfHop>;

/** `GET /api/postern/v1/compute-envs/{id}/host-keys`: in the order in which the hosts are passed; none where SSH is not the way. */
export const HostKeysResponse = Type.Object({
  /** Whether a host that is seen for the first time has to be confirmed here. */
  mustBeConfirmed: Type.Boolean(),
  hops: Type.Array(HostKeysOfHop),
});
export type HostKeysResponse = Static<typeof HostKeysResponse>;

const host = { host: text(255, 1), port: Type.Integer({ minimum: 1, maximum: 65_535 }) };
const fingerprint = () => Type.String({ pattern: "^SHA256:[A-Za-z0-9+/]{43}$" });

/** `POST …/host-keys/confirm`: the key that waits, by the fingerprint that the person saw. Answers as `GET`. */
export const ConfirmHostKeyRequest = Type.Object({ ...host, fingerprint: fingerprint() });
export type ConfirmHostKeyRequest = Static<typeof ConfirmHostKeyRequest>;

/** `POST …/host-keys/replace`: what was refused takes the place of all keys of the host, by both fingerprints that the person saw. Answers as `GET`. */
export const ReplaceHostKeyRequest = Type.Object({
  ...host,
  /** One of those that are pinned. */
  pinnedFingerprint: fingerprint(),
  offeredFingerprint: fingerprint(),
  /** Kept in the audit trail. */
  reason: text(1000, 1),
});
export type ReplaceHostKeyRequest = Static<typeof ReplaceHostKeyRequest>;

/** `POST …/host-keys/known-hosts`: lines of OpenSSH's `known_hosts`, hashed ones too. Those that are for other hosts are left alone. */
export const AddKnownHostsRequest = Type.Object({ lines: text(100_000, 1) });
export type AddKnownHostsRequest = Static<typeof AddKnownHostsRequest>;

export const AddKnownHostsResponse = Type.Object({
  ...HostKeysResponse.properties,
  /** How many keys are pinned that were not before. */
  added: Type.Integer(),
  /** How many keys are revoked that were not before. */
  revoked: Type.Integer(),
  /** Lines that could not be used, from 1. */
  unread: Type.Array(Type.Object({ line: Type.Integer(), why: oneOf(["not_a_key"]) })),
});
export type AddKnownHostsResponse = Static<typeof AddKnownHostsResponse>;
