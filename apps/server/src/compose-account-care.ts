import { AccountRemovalService } from "./features/accounts/removal-service.ts";
import type { RemovalParts } from "./features/accounts/removal-service.ts";
import { AccountService } from "./features/accounts/service.ts";
import type { AccountParts } from "./features/accounts/service.ts";
import { AvatarService } from "./features/avatars/service.ts";
import { wipeManagedKeys } from "./features/managed-identities/wipe-keys.ts";
import { ProfileService } from "./features/users/profile-service.ts";
import type { ProfileParts } from "./features/users/profile-service.ts";

/** Makes the parts that look after accounts: what people say of themselves, and what administrators do with them. */
export function composeAccountCare(parts: AccountParts & Omit<RemovalParts, "wipeManagedKeys"> & ProfileParts) {
  return {
    accounts: new AccountService(parts),
    removals: new AccountRemovalService({ ...parts, wipeManagedKeys }),
    profiles: new ProfileService(parts),
    avatars: new AvatarService(parts),
  };
}
