import type { Database, Query } from "@postern/database";
import type { RunStatus } from "@postern/domain";
import type { Actor } from "../../../http/caller.ts";
import { listLastChecks } from "../check-schedule/check-history.ts";
import type { StoredCheck } from "../check-schedule/check-history.ts";
import type { ComputeEnvironment } from "../environment.ts";
import type { ComputeEnvService } from "../service.ts";

export interface LoadParts {
  readonly database: Database;
  readonly environments: Pick<ComputeEnvService, "list">;
  /** Runs that have not ended, counted by environment and status. */
  readonly countUnfinished: (
    query: Query,
    computeEnvIds: readonly string[],
  ) => Promise<readonly { readonly computeEnvId: string; readonly status: RunStatus; readonly count: number }[]>;
}

export interface EnvironmentLoad {
  readonly environment: ComputeEnvironment;
  readonly runs: ReadonlyMap<RunStatus, number>;
  readonly lastCheck: StoredCheck | undefined;
}

/** What is known of the environments of a place beside their settings, out of what is stored: no cluster is asked for it. */
export class EnvironmentLoadService {
  readonly #parts: LoadParts;

  constructor(parts: LoadParts) {
    this.#parts = parts;
  }

  async list(actor: Actor): Promise<readonly EnvironmentLoad[]> {
    const { countUnfinished, database, environments } = this.#parts;
    const all = await environments.list(actor);
    const ids = all.map(({ id }) => id);
    const counts = Map.groupBy(await countUnfinished(database.query, ids), ({ computeEnvId }) => computeEnvId);
    const checks = new Map((await listLastChecks(database.query, ids)).map((check) => [check.compute_env_id, check]));
    return all.map((environment) => ({
      environment,
      runs: new Map((counts.get(environment.id) ?? []).map(({ status, count }) => [status, count])),
      lastCheck: checks.get(environment.id),
    }));
  }
}
