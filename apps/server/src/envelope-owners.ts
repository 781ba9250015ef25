import { findCredentialOwners } from "./features/credentials/envelope-owners.ts";
import { findManagedKeyOwners } from "./features/managed-identities/envelope-owners.ts";
import { findVariableOwners } from "./features/compute-envs/secret-variables/envelope-owners.ts";
import type { FindOwners } from "./features/keys/envelope-owner.ts";

/** INVARIANT: every feature that stores envelopes is named here. To a rotation, what others store is orphaned. */
export const envelopeOwners: readonly FindOwners[] = [findCredentialOwners, findManagedKeyOwners, findVariableOwners];
