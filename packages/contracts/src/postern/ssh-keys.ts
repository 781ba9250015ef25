import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, optional, text } from "../schema.ts";
import { NewUseLimit } from "./use-limits.ts";

/** More than any key has, so that a wrong file is named and not refused for its size. No pattern: what a paste holds is the question. */
const pasted = () => Type.String({ maxLength: 262_144 });

/** `POST /api/postern/v1/credentials/inspect-ssh-key`: what a paste is, while somebody fills the form. Nothing is kept. */
export const InspectSshKeyRequest = Type.Object({
  privateKey: pasted(),
  passphrase: optional(Type.String({ maxLength: 4096 })),
  /** Held against the key. */
  certificate: optional(pasted()),
});
export type InspectSshKeyRequest = Static<typeof InspectSshKeyRequest>;

/** Why it is not taken. Quotes no part of the paste. */
export const SshKeyRefusal = Type.Object({
  /** A word of the list in `packages/ssh-keys/SPEC.md`, such as `public_key` or `passphrase_missing`. */
  reason: Type.String(),
  message: Type.String(),
  cure: Type.String(),
});

/** The half of a key that is no secret. */
export const SshPublicHalf = Type.Object({
  /** Its name in SSH, such as `ssh-ed25519`. */
  algorithm: Type.String(),
  bits: Type.Integer(),
  /** `ssh-ed25519 AAAA…`, without a comment. */
  publicKey: Type.String(),
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  fingerprint: Type.String(),
  /** For `~/.ssh/authorized_keys`: commands and SFTP, nothing else. */
  authorizedKeysLine: Type.String(),
});
export type SshPublicHalf = Static<typeof SshPublicHalf>;

export const InspectSshKeyResponse = Type.Object({
  /** Null when it is refused. */
  key: nullable(SshPublicHalf),
  /** What was mended, in sentences. */
  warnings: Type.Array(Type.String()),
  refusal: nullable(SshKeyRefusal),
  /** What the certificate says, in a sentence; null without one, or when it is refused. */
  certificateInfo: nullable(Type.String()),
  certificateRefusal: nullable(SshKeyRefusal),
});
export type InspectSshKeyResponse = Static<typeof InspectSshKeyResponse>;

/** `POST /api/postern/v1/credentials/generate-ssh-key`: a credential of the provider `ssh` with a new pair, whose private half nobody sees. */
export const GenerateSshKeyRequest = Type.Object({
  name: text(100, 1),
  description: optional(text(1000)),
  expiresAt: optional(dateTime()),
  useLimit: optional(NewUseLimit),
});
export type GenerateSshKeyRequest = Static<typeof GenerateSshKeyRequest>;

export const GenerateSshKeyResponse = Type.Object({ credentialsId: Type.String(), ...SshPublicHalf.properties });
export type GenerateSshKeyResponse = Static<typeof GenerateSshKeyResponse>;
