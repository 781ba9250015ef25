/**
 * Private keys of SSH as people paste them: named, converted, made. The formats are specified in `SPEC.md`; the tests hold them
 * against OpenSSH itself. Imports `domain`, the `Secret` of `vault` and Node's own modules, and the derivation of `bcrypt-pbkdf`.
 *
 * What people paste is wrong more often than right, and then the paste itself must not come back to them: so a wrong paste is an
 * answer with a reason from a closed list, never an error that could quote it. Signs in nowhere and stores nothing.
 */
export { PrivateKeyReader } from "./private-key-reader.ts";
export type { Paste, PrivateKey, PrivateKeyReading } from "./private-key-reader.ts";
export { refusalReasons } from "./refusals.ts";
export type { Refusal, RefusalReason } from "./refusals.ts";
export { keyAlgorithms } from "./keys/algorithms.ts";
export type { KeyAlgorithm } from "./keys/algorithms.ts";
export { generateKeyPair } from "./generate-key-pair.ts";
export { authorizedKeysLine } from "./authorized-keys-line.ts";
export type { AuthorizedKey } from "./authorized-keys-line.ts";
export { readCertificate } from "./certificates/read-certificate.ts";
export type { Certificate, CertificateQuestion, CertificateRefusal, CertificateRefusalReason } from "./certificates/read-certificate.ts";
