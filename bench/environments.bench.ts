import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";
import type { RunningServer } from "@postern/server";
import { startPostgres } from "@postern/testing";
import type { Benchmark, Figure } from "./harness.ts";
import { median } from "./measure.ts";

const [environments, labels, labelsOfOne] = [1000, 20, 3];
const [lists, warmUp] = [40, 10];

/** The list of many environments with their labels, as a page asks for it, against the bare rows. */
export const benchmark: Benchmark = {
  name: "environments",
  run: async (): Promise<readonly Figure[]> => {
    await using postgres = await startPostgres({ isDurable: true });
    return [await measureStorage("SQLite", ""), await measureStorage("PostgreSQL", await postgres.createDatabase())];
  },
};

async function measureStorage(storage: string, database: string): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const flags = { "data-dir": folder, listen: "127.0.0.1:0", "requests-per-second": "0", ...(database === "" ? {} : { database }) };
  const server = await startServer(toServerSettings(readSettings({ flags, environment: {} })), {
    clock: new SystemClock(),
    log: silentLogger,
  });
  try {
    const token = await fill(server);
    const [list, bare]: [number[], number[]] = [[], []];
    for (let index = -warmUp; index < lists; index += 1) {
      const taken = [await timed(() => readList(server, token)), await timed(() => readRows(server))] as const;
      if (index < 0) continue;
      list.push(taken[0]);
      bare.push(taken[1]);
    }
    const compared = { name: "the rows, read from the database", value: median(bare) };
    return { name: `list of 1,000 environments with labels, ${storage}`, value: median(list), unit: "ms", compared };
  } finally {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill({ services }: RunningServer): Promise<string> {
  const userId = await services.users.createFirstAdministrator({ email: "bench@example.org", password: "only for this benchmark" });
  const home = { user_id: userId, workspace_id: null, created_at: 1, updated_at: 1 };
  const ids = Array.from({ length: environments }, (_, index) => String(index).padStart(22, "0"));
  await services.database.transaction(async ({ query }) => {
    for (const id of ids) {
      await query
        .insertInto("compute_envs")
        .values({
          ...{ ...home, id, name: `cluster-${id}`, description: "made by a benchmark", platform: "slurm-platform", credential_id: null },
          ...{
            config: JSON.stringify({ workDir: "/scratch/lab", headQueue: "long" }),
            resources: null,
            node_setup: null,
            nextflow_version: null,
            status: "AVAILABLE",
          },
          ...{ status_reason: null, is_primary: 0 as const, is_use_limited: 0 as const, check_steps: "[]", check_started_at: 1 },
          ...{ check_user_id: null, check_finished_at: 1, last_used_at: null, deleted_at: null },
          ...{
            check_reason: null,
            is_check_scheduled: 1 as const,
            next_check_at: null,
            check_failures: 0,
            standing: null,
            standing_reason: null,
          },
        })
        .execute();
    }
    for (let index = 1; index <= labels; index += 1) {
      const name = `label-${String(index)}`;
      await query
        .insertInto("labels")
        .values({ ...home, id: index, name, name_key: name, value: "", is_resource: 0, is_default: 0 })
        .execute();
    }
    for (const [index, id] of ids.entries()) {
      const own = Array.from({ length: labelsOfOne }, (_, more) => ({ compute_env_id: id, label_id: ((index + more) % labels) + 1 }));
      await query.insertInto("compute_env_labels").values(own).execute();
    }
  });
  return (await services.tokens.create(userId, "bench")).text;
}

async function readList({ url }: RunningServer, token: string): Promise<void> {
  const answer = await fetch(`${url}/api/compute-envs?attributes=labels`, { headers: { authorization: `Bearer ${token}` } });
  const { computeEnvs } = (await answer.json()) as { readonly computeEnvs: readonly { readonly labels: readonly unknown[] }[] };
  if (computeEnvs.length === environments && computeEnvs.every((each) => each.labels.length === labelsOfOne)) return;
  throw new RangeError(`the list has ${String(computeEnvs.length)} entries, or labels are missing`);
}

async function readRows({ services }: RunningServer): Promise<void> {
  await services.database.query.selectFrom("compute_envs").selectAll().execute();
  await services.database.query.selectFrom("compute_env_labels").selectAll().execute();
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}
