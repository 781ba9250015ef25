/**
 * The server, for the commands that start or administer it. `start-server.ts` opens everything;
 * `compose.ts` is the map of its parts.
 */
export { startServer } from "./start-server.ts";
export type { RunningServer } from "./start-server.ts";
export { toServerSettings } from "./server-settings.ts";
export type { ServerSettings } from "./server-settings.ts";
export { copyIntoKeyFile, copyUnderPassphrase, forgetSeal, renderForEnvironment } from "./seals/move-seal.ts";
export type { SealKind, SealMove } from "./seals/move-seal.ts";
export { readPassphrase } from "./seals/read-passphrase.ts";
export { takeVaultKeys } from "./seals/take-vault-keys.ts";
export { renderFinding } from "./features/audit/verify/finding.ts";
export type { Verification } from "./features/audit/verify/verify-trail.ts";
export type { DescribedKeys } from "./features/keys/describe-keys.ts";
export type { VerifiedEnvelopes } from "./features/keys/verify-envelopes.ts";
export { openOffline } from "./open-offline.ts";
export type { OfflineServices } from "./open-offline.ts";
export { buildOpenApp } from "./http/build-open-app.ts";
export { setupAddress } from "./setup-address.ts";
export { serverVersion } from "./server-version.ts";
