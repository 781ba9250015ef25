import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { eventually } from "@postern/testing";
import type { Needle } from "@postern/testing";
import type { System } from "@postern/testing/system";

import { canaryText } from "./canary-credentials.ts";
import type { WatchedApi } from "./watched-api.ts";

/** Nextflow can hand these to tasks: it writes them between double quotes. */
const forTasks = (): string => canaryText().replaceAll(/["\\`]/g, "~");

/** The secret variables of one environment through a day: set as it is made and later, kept, replaced, lent to a run, refused. */
export class PlantedVariables {
  readonly needles: readonly Needle[];
  readonly #api: WatchedApi;
  readonly #path: string;
  readonly #first: string;
  readonly #lent = forTasks();
  readonly #replaced = forTasks();
  readonly #head = canaryText();
  readonly #refused = canaryText();

  private constructor(api: WatchedApi, { computeEnvId, first, refused }: Made) {
    this.#api = api;
    this.#first = first;
    this.#path = `/api/postern/v1/compute-envs/${computeEnvId}/secret-variables`;
    this.needles = [
      { name: "variable of tasks, set with the environment", secret: first },
      { name: "variable, refused with an environment", secret: refused },
      { name: "variable of tasks, replaced", secret: this.#replaced },
      { name: "variable of tasks", secret: this.#lent },
      { name: "variable of Nextflow", secret: this.#head },
      { name: "variable, refused", secret: this.#refused },
    ];
  }

  /** Makes the environment with its first variable, after one that is refused as a whole. */
  static async make(api: WatchedApi, computeEnv: object): Promise<{ readonly computeEnvId: string; readonly variables: PlantedVariables }> {
    const [first, refused] = [forTasks(), canaryText()];
    const add = "POST /api/compute-envs";
    const { status } = await api.ask(add, { body: { computeEnv, secretVariables: [{ name: "LD_PRELOAD", value: refused }] } });
    if (status !== 400) throw new Error(`An environment with a variable that is refused was answered with ${String(status)}.`);
    const secretVariables = [{ name: "FIRST_KEY", value: first, compute: true }];
    const { computeEnvId } = await api.expect<{ readonly computeEnvId: string }>(add, { body: { computeEnv, secretVariables } });
    return { computeEnvId, variables: new PlantedVariables(api, { computeEnvId, first, refused }) };
  }

  /** Those for tasks only: what is for Nextflow itself is in the environment of its process, and so where the day looks. */
  async setForTasks(): Promise<void> {
    await this.#put([{ name: "TASK_KEY", value: this.#replaced, compute: true }]);
    await this.#put([{ name: "TASK_KEY", value: this.#lent, compute: true }]);
    await this.#put([{ name: "TASK_KEY", compute: true }]);
    await this.#api.ask(`PUT ${this.#path}`, { body: { variables: [{ name: "LD_PRELOAD", value: this.#refused }] } });
    await this.#api.ask(`PUT ${this.#path}`, { body: { variables: [{ name: "TASK_KEY", value: `${this.#refused}\n`, compute: true }] } });
    await this.#api.expect(`GET ${this.#path}`);
  }

  /** After the last launch. */
  async setForNextflow(): Promise<void> {
    await this.#put([
      { name: "HEAD_KEY", value: this.#head },
      { name: "TASK_KEY", compute: true },
    ]);
  }

  /**
   * They lie beside the run, for its owner only: so whoever looks for them elsewhere looks for something that was used.
   *
   * @throws an Error when they do not, or others may read them.
   */
  async untilLent(system: System, runId: string): Promise<void> {
    const file = await eventually("the variables of the run lie there", () => findStore(system, runId));
    const secrets = JSON.parse(await readFile(file, "utf8")) as readonly { readonly name: string; readonly value: string }[];
    const valueOf = (wanted: string) => secrets.find(({ name }) => name === wanted)?.value;
    const isLent = valueOf("TASK_KEY") === this.#lent && valueOf("FIRST_KEY") === this.#first;
    if (!isLent) throw new Error("The store holds other values.");
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) throw new Error(`Others may read the secret variables: ${mode.toString(8)}.`);
  }

  async #put(variables: readonly object[]): Promise<void> {
    await this.#api.expect(`PUT ${this.#path}`, { body: { variables: [{ name: "FIRST_KEY", compute: true }, ...variables] } });
  }
}

interface Made {
  readonly computeEnvId: string;
  readonly first: string;
  readonly refused: string;
}

async function findStore({ home }: System, runId: string): Promise<string | undefined> {
  const all = await readdir(home, { recursive: true });
  const found = all.find((path) => path.endsWith(`nf-${runId}.registry/store.json`));
  return found === undefined ? undefined : join(home, found);
}
