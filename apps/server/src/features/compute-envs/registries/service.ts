import type { UpdateRegistriesRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import type { Clock, ComputeEnvId, TimeMs } from "@postern/domain";
import type { Actor } from "../../../http/caller.ts";
import { laterThan, refuseOutdated } from "../../../refuse-outdated.ts";
import { environmentImage } from "../environment.ts";
import { presentAt } from "../environment-errors.ts";
import type { ComputeEnvService } from "../service.ts";
import { holdEnvironmentRow, updateEnvironment } from "../store.ts";
import { registriesImage } from "./chosen-registry.ts";
import type { ChosenRegistry } from "./chosen-registry.ts";
import { holdRegistries } from "./hold-registries.ts";
import type { HeldRegistryCredentials } from "./hold-registries.ts";
import { listRegistries, putRegistries } from "./store.ts";

export interface RegistryServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "announce" | "get" | "record">;
  readonly credentials: HeldRegistryCredentials;
}

/** The credentials of container registries that launches on an environment bring along, as they are seen and edited. */
export class RegistryService {
  readonly #parts: RegistryServiceParts;

  constructor(parts: RegistryServiceParts) {
    this.#parts = parts;
  }

  /** In their order. @throws environment.not_found */
  async describe(actor: Actor, id: ComputeEnvId): Promise<{ readonly chosen: readonly ChosenRegistry[]; readonly updatedAt: TimeMs }> {
    const { updatedAt } = await this.#parts.environments.get(actor, id);
    return { chosen: await listRegistries(this.#parts.database.query, id), updatedAt };
  }

  /**
   * Replaces all of them, for launches that are submitted from then on.
   *
   * @throws environment.not_found · request.outdated.
   * @throws request.invalid · credential.not_found · use.limited naming the member at fault.
   */
  async replace(actor: Actor, id: ComputeEnvId, wanted: UpdateRegistriesRequest): Promise<void> {
    const { clock, credentials, database, environments } = this.#parts;
    const changed = await database.transaction(async ({ query }) => {
      const environment = presentAt(actor, await holdEnvironmentRow(query, database.engine, id), id);
      refuseOutdated(environment.updatedAt, wanted.lastUpdated);
      const chosen = await holdRegistries(query, actor, { credentials, ids: wanted.registryCredentialsIds });
      const before = await listRegistries(query, id);
      await putRegistries(query, id, chosen);
      await updateEnvironment(query, id, { updated_at: laterThan(environment.updatedAt, clock.now()) });
      const image = environmentImage(environment);
      await environments.record(query, actor, {
        ...{ action: "environment.change_registries", environment },
        before: { ...image, ...registriesImage(before) },
        after: { ...image, ...registriesImage(chosen) },
      });
      return environment;
    });
    environments.announce(changed);
  }
}
