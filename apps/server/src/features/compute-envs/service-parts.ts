import type { Database, Query, RunRow } from "@postern/database";
import type { Clock, CredentialId, UserId } from "@postern/domain";
import type { Vault } from "@postern/vault";
import type { LiveEvents } from "../../live/live-events.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditService } from "../audit/service.ts";
import type { ManagedWays } from "../managed-identities/ways.ts";
import type { UseLimitService } from "../use-limits/service.ts";
import type { HeldRegistryCredentials } from "./registries/hold-registries.ts";

export interface ComputeEnvParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly live: LiveEvents;
  /** Seals the secret variables of a new one. */
  readonly vault: Pick<Vault, "seal">;
  readonly places: Pick<AccessService, "holdHome">;
  readonly useLimits: UseLimitService;
  readonly credentials: HeldRegistryCredentials & {
    /** @throws credential.not_found · use.limited */
    requireUse(userId: UserId, id: CredentialId): Promise<void>;
    findAgentConnection(id: CredentialId): Promise<{ readonly shared: boolean } | undefined>;
    findSshSignIn(id: CredentialId): Promise<object | undefined>;
  };
  readonly managed: Pick<ManagedWays, "getSignIn" | "holdForUse">;
  readonly runs: {
    listUnfinishedOf(query: Query, whose: { readonly computeEnvId: string }): Promise<readonly Pick<RunRow, "id" | "run_name">[]>;
  };
  /** Whether administrators may run pipelines on the server's own machine. */
  readonly hasLocalEnvironments: boolean;
  /** Asks for a step of the environment reconciler. */
  readonly wakeChecks: () => void;
}
