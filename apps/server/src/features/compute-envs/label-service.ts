import type { UpdateEnvironmentLabelsRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import type { Clock, ComputeEnvId } from "@postern/domain";
import { homeOf } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import type { AccessService } from "../access/service.ts";
import {
  announceLabels,
  labelsImage,
  labelsOfEnvironment,
  labelsOfEnvironments,
  namedLabels,
  putEnvironmentLabels,
} from "../labels/service.ts";
import type { StoredLabel } from "../labels/label.ts";
import { environmentImage } from "./environment.ts";
import { presentAt } from "./environment-errors.ts";
import type { ComputeEnvService } from "./service.ts";
import * as store from "./store.ts";

export interface EnvironmentLabelParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly places: Pick<AccessService, "holdHome">;
  readonly live: Pick<LiveEvents, "publish">;
  readonly environments: Pick<ComputeEnvService, "announce" | "record">;
}

/** The labels on environments, as they are seen and edited. */
export class EnvironmentLabelService {
  readonly #parts: EnvironmentLabelParts;

  constructor(parts: EnvironmentLabelParts) {
    this.#parts = parts;
  }

  /** Of all environments where somebody acts, by the id of the environment. */
  listAll(actor: Actor): Promise<ReadonlyMap<string, readonly StoredLabel[]>> {
    return labelsOfEnvironments(this.#parts.database.query, homeOf(actor));
  }

  listOf(id: ComputeEnvId): Promise<readonly StoredLabel[]> {
    return labelsOfEnvironment(this.#parts.database.query, id);
  }

  /** Replaces all of them. @throws environment.not_found · request.outdated · label.not_found */
  async replace(actor: Actor, id: ComputeEnvId, wanted: UpdateEnvironmentLabelsRequest): Promise<void> {
    const { clock, database, environments, live, places } = this.#parts;
    const changed = await database.transaction(async ({ query }) => {
      await places.holdHome(query, homeOf(actor));
      const environment = presentAt(actor, await store.holdEnvironmentRow(query, database.engine, id), id);
      refuseOutdated(environment.updatedAt, wanted.lastUpdated);
      const before = await labelsOfEnvironment(query, id);
      const labels = await namedLabels(query, actor, { engine: database.engine, ids: wanted.labelIds });
      await putEnvironmentLabels(query, id, labels);
      await store.updateEnvironment(query, id, { updated_at: laterThan(environment.updatedAt, clock.now()) });
      const image = environmentImage(environment);
      await environments.record(query, actor, {
        ...{ action: "environment.change_labels", environment },
        before: { ...image, ...labelsImage(before) },
        after: { ...image, ...labelsImage(labels) },
      });
      return environment;
    });
    environments.announce(changed);
    announceLabels(live, homeOf(actor));
  }
}
