import type { UpdateEnvironmentResourcesRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import type { Clock, ComputeEnvId } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import { environmentImage } from "./environment.ts";
import { presentAt } from "./environment-errors.ts";
import { readResources, resourcesColumn } from "./read-resources.ts";
import type { ComputeEnvService } from "./service.ts";
import * as store from "./store.ts";

export interface ResourceServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "announce" | "record">;
}

/** What head jobs of an environment ask of its cluster, as it is edited. */
export class ResourceService {
  readonly #parts: ResourceServiceParts;

  constructor(parts: ResourceServiceParts) {
    this.#parts = parts;
  }

  /**
   * Replaces all of it, for launches from then on: runs keep what they were launched with.
   *
   * @throws environment.not_found · request.outdated · request.invalid for what the scheduler cannot be asked for.
   */
  async replace(actor: Actor, id: ComputeEnvId, wanted: UpdateEnvironmentResourcesRequest): Promise<void> {
    const { clock, database, environments } = this.#parts;
    const changed = await database.transaction(async ({ query }) => {
      const environment = presentAt(actor, await store.holdEnvironmentRow(query, database.engine, id), id);
      refuseOutdated(environment.updatedAt, wanted.lastUpdated);
      const resources = readResources(environment.platform, wanted.resources);
      const updatedAt = laterThan(environment.updatedAt, clock.now());
      await store.updateEnvironment(query, id, { resources: resourcesColumn(resources), updated_at: updatedAt });
      const images = { before: environmentImage(environment), after: environmentImage({ ...environment, resources }) };
      await environments.record(query, actor, { action: "environment.change_resources", environment, ...images });
      return environment;
    });
    environments.announce(changed);
  }
}
