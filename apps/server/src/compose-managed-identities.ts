import { ManagedKeyService } from "./features/managed-identities/key-service.ts";
import type { ManagedKeyParts } from "./features/managed-identities/key-service.ts";
import { ManagedIdentityService } from "./features/managed-identities/service.ts";
import type { ManagedIdentityParts } from "./features/managed-identities/service.ts";

/** Makes the parts that know on which clusters of organizations people act as themselves, and with which keys. */
export function composeManagedIdentities(parts: ManagedIdentityParts & ManagedKeyParts) {
  return { managedIdentities: new ManagedIdentityService(parts), managedKeys: new ManagedKeyService(parts) };
}
