/**
 * Keeps secrets: seals them into envelopes that open only for the record they were made for, and holds the keys.
 * The bytes are specified in `SPEC.md`, and `vectors/` proves them. Imports only `domain`, Node's own modules, and argon2.
 *
 * Knows no HTTP, no SQL and no users: who may open a secret is decided, and written down, by its callers.
 */
export { Secret } from "./secret.ts";
export { Vault } from "./vault.ts";
export type { VaultOptions } from "./vault.ts";
export { makeCheckRecord, opensCheckRecord } from "./check-record.ts";
export type { CheckRecord } from "./check-record.ts";
export type { SealContext } from "./envelope/associated-data.ts";
export { maxSecretSizeBytes, parseEnvelope, renderEnvelope } from "./envelope/envelope-format.ts";
export type { Envelope } from "./envelope/envelope-format.ts";
export { KeyRing } from "./keys/key-ring.ts";
export type { MasterKey } from "./keys/key-ring.ts";
export type { KeyedHash } from "./keys/keyed-hash.ts";
export type { Seal } from "./seals/seal.ts";
export { KeyFileSeal } from "./seals/key-file-seal.ts";
export type { KeyFileOptions } from "./seals/key-file-seal.ts";
export { environmentVariable, EnvironmentSeal, renderEnvironmentKeys } from "./seals/environment-seal.ts";
export { PassphraseSeal } from "./seals/passphrase-seal.ts";
export type { PassphraseSealOptions } from "./seals/passphrase-seal.ts";
export { systemRandom } from "./random-bytes.ts";
export type { RandomBytes } from "./random-bytes.ts";
