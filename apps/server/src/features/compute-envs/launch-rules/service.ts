import type { UpdateLaunchRulesRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import type { Clock, ComputeEnvId } from "@postern/domain";
import type { Actor } from "../../../http/caller.ts";
import { laterThan, refuseOutdated } from "../../../refuse-outdated.ts";
import { environmentImage } from "../environment.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { presentAt } from "../environment-errors.ts";
import type { ComputeEnvService } from "../service.ts";
import { holdEnvironmentRow, updateEnvironment } from "../store.ts";
import { launchRulesColumn, readLaunchRules } from "./read-launch-rules.ts";

export { whoChangesRules } from "./who-changes.ts";

export interface LaunchRulesServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "announce" | "record">;
}

/** What a launch may say in the place of its environment, as it is edited. */
export class LaunchRulesService {
  readonly #parts: LaunchRulesServiceParts;

  constructor(parts: LaunchRulesServiceParts) {
    this.#parts = parts;
  }

  /**
   * Replaces all of them. They hold for every launch that is submitted from then on, also one that waits; of a run that is on the cluster nothing
   * changes.
   *
   * @throws environment.not_found · request.outdated · request.invalid naming the option.
   */
  async replace(actor: Actor, id: ComputeEnvId, wanted: UpdateLaunchRulesRequest): Promise<void> {
    const { clock, database, environments } = this.#parts;
    const changed = await database.transaction(async ({ query }) => {
      const environment = presentAt(actor, await holdEnvironmentRow(query, database.engine, id), id);
      refuseOutdated(environment.updatedAt, wanted.lastUpdated);
      const launchRules = readLaunchRules(environment.platform, wanted.rules);
      const updatedAt = laterThan(environment.updatedAt, clock.now());
      await updateEnvironment(query, id, { launch_rules: launchRulesColumn(launchRules), updated_at: updatedAt });
      const { launchRules: _before, ...rest } = environment;
      const after: ComputeEnvironment = launchRules === undefined ? rest : { ...rest, launchRules };
      const images = { before: environmentImage(environment), after: environmentImage(after) };
      await environments.record(query, actor, { action: "environment.change_launch_rules", environment, ...images });
      return environment;
    });
    environments.announce(changed);
  }
}
