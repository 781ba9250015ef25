import type { Database } from "@postern/database";
import type { Clock, Logger } from "@postern/domain";
import type { ActContexts } from "./act-context.ts";
import type { ReconcilerDriver } from "./background/driver.ts";
import { KeyReconciler } from "./background/key-reconciler.ts";
import { envelopeOwners } from "./envelope-owners.ts";
import { tellAdministrators } from "./features/accounts/tell-administrators.ts";
import type { AuditService } from "./features/audit/service.ts";
import type { AuditTrail } from "./features/audit/trail.ts";
import type { HeldKeys } from "./features/keys/held-keys.ts";
import { KeyService } from "./features/keys/service.ts";
import { SignInLimits } from "./features/sessions/sign-in-limits.ts";
import { UnsealService } from "./features/unseal/service.ts";
import type { LiveEvents } from "./live/live-events.ts";

export interface KeyComposition {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditService;
  readonly trail: AuditTrail;
  readonly live: LiveEvents;
  readonly driver: ReconcilerDriver;
  readonly keys: HeldKeys;
  readonly contexts: ActContexts;
}

/** Makes the parts that look after master keys. */
export function composeKeys({ database, clock, log, audit, trail, live, driver, keys, contexts }: KeyComposition) {
  const tell = (): Promise<void> => tellAdministrators({ database, live }, { type: "keys" });
  const onChanged = (): void => {
    driver.wake("keys");
    void tell().catch((error: unknown) => log.warn({ error }, "administrators were not told of the keys"));
  };
  const openKeys = (): Promise<HeldKeys> => Promise.resolve(keys);
  const keyService = new KeyService({ database, clock, audit, trail, owners: envelopeOwners, openKeys, onChanged });
  const keyReconciler = new KeyReconciler({ clock, keys: keyService, vault: keys.vault, tell });
  const unsealParts = { database, clock, log, audit, contexts, keys, owners: envelopeOwners };
  const unseal = new UnsealService({ ...unsealParts, limits: new SignInLimits(clock) });
  return { keyService, keyReconciler, unseal };
}
