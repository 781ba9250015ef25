import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { VariableOpener } from "../../compute-envs/secret-variables/open-variables.ts";
import { renderTaskVariables, renderVariables } from "../bundle/secret-variables.ts";
import type { LentVariables } from "../bundle/secret-variables.ts";
import type { BroughtFor } from "../registries/launch-registries.ts";
import { makeLentFolder } from "../registries/make-lent-folder.ts";
import { noteRegistryFolder } from "../registries/store.ts";

export interface LaunchVariablesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly opener: Pick<VariableOpener, "hasAny" | "withVariables">;
}

/** The secret variables of an environment, which a launch brings along: from the vault into the folder of what its run is lent. */
export class LaunchVariables {
  readonly #parts: LaunchVariablesParts;

  constructor(parts: LaunchVariablesParts) {
    this.#parts = parts;
  }

  /**
   * Opens them, recorded with the run, and writes them for the owner only. May be repeated. The folder is the one of credentials of registries,
   * so that whatever becomes of the job, it is taken away with them.
   *
   * @returns `undefined` when there are none. @throws as the channel and `VariableOpener` do.
   */
  async bring(channel: CommandChannel, target: BroughtFor): Promise<LentVariables | undefined> {
    const { clock, database, opener } = this.#parts;
    const { environmentId, folder, runId, userId } = target;
    if (!(await opener.hasAny(environmentId))) return undefined;
    await noteRegistryFolder(database.query, { runId, folder, at: clock.now() });
    await makeLentFolder(channel, folder);
    return opener.withVariables({ actor: userId, environmentId, purpose: "launch", runId }, async (variables) => {
      const forTasks = variables.filter(({ compute }) => compute);
      await write(channel, `${folder}/variables`, renderVariables(variables.filter(({ head }) => head)));
      await write(channel, `${folder}/tasks.json`, renderTaskVariables(forTasks));
      return { tasks: forTasks.map(({ name }) => name) };
    });
  }
}

async function write(channel: CommandChannel, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await channel.writeFile(path, bytes, { mode: 0o600 });
  } finally {
    bytes.fill(0);
  }
}
