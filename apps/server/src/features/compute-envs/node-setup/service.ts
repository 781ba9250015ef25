import type { UpdateNodeSetupRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import type { Clock, ComputeEnvId } from "@postern/domain";
import type { Actor } from "../../../http/caller.ts";
import { toIso } from "../../../http/iso-time.ts";
import { laterThan, refuseOutdated } from "../../../refuse-outdated.ts";
import type { CheckService } from "../check-service.ts";
import { environmentImage } from "../environment.ts";
import { presentAt } from "../environment-errors.ts";
import type { ComputeEnvService } from "../service.ts";
import * as store from "../store.ts";
import { nodeSetupColumn, readNodeSetup } from "./read-node-setup.ts";

export interface NodeSetupServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "get" | "record" | "requireAll">;
  readonly checks: Pick<CheckService, "beginIn" | "tell">;
}

/** How nodes are made ready for runs, as it is edited. */
export class NodeSetupService {
  readonly #parts: NodeSetupServiceParts;

  constructor(parts: NodeSetupServiceParts) {
    this.#parts = parts;
  }

  /**
   * Replaces all of it, for launches from then on: runs keep what they were launched with. The environment is checked then, as whoever changed
   * it; the same once more changes nothing.
   *
   * @throws environment.not_found · use.limited · request.outdated · request.invalid naming the member at fault.
   */
  async replace(actor: Actor, id: ComputeEnvId, wanted: UpdateNodeSetupRequest): Promise<void> {
    const { checks, clock, database, environments } = this.#parts;
    const nodeSetup = readNodeSetup(wanted.nodeSetup);
    const known = await environments.get(actor, id);
    // What is loaded runs in launches of others, beside all that these bring along.
    await environments.requireAll(actor.userId, known);
    const changed = await database.transaction(async ({ query }) => {
      const old = presentAt(actor, await store.holdEnvironmentRow(query, database.engine, id), id);
      refuseOutdated(old.updatedAt, wanted.lastUpdated);
      refuseOutdated(old.updatedAt, toIso(known.updatedAt));
      const column = nodeSetupColumn(nodeSetup);
      if (column === nodeSetupColumn(old.nodeSetup)) return undefined;
      await store.updateEnvironment(query, id, { node_setup: column, updated_at: laterThan(old.updatedAt, clock.now()) });
      const next = { ...old, nodeSetup };
      const checked = await checks.beginIn(query, { ...next, checkUserId: actor.userId });
      const images = { before: environmentImage(old), after: environmentImage(next) };
      await environments.record(query, actor, { action: "environment.change_node_setup", environment: old, ...images });
      return checked;
    });
    if (changed !== undefined) checks.tell(changed);
  }
}
