import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, silentLogger, toComputeEnvId, toRunId } from "@postern/domain";
import type { CommandRequest, CommandResult } from "@postern/domain";
import { readSettings } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";
import type { RunningServer } from "@postern/server";
import { ManualClock } from "@postern/testing";
import type { CommandChannel } from "@postern/transport";
import type { Benchmark, Figure } from "./harness.ts";
import { median } from "./measure.ts";

/** Of the setting `poll-seconds`, as it is when nobody sets it. */
const intervalMs = 30_000;
const minutes = 10;
const runCounts = [1, 100, 1000] as const;

/**
 * How often the scheduler of one account is asked while runs are unfinished there: a whole server on its database under a clock that is moved by
 * hand, and a scheduler that is a function. Half of the runs wait and half of them work; all have reported.
 */
export const benchmark: Benchmark = {
  name: "sweep",
  run: async (): Promise<readonly Figure[]> => {
    const measured = [];
    for (const runs of runCounts) measured.push(await measure(runs));
    const [alone] = measured;
    const perInterval = 60_000 / intervalMs;
    return [
      ...measured.map(({ runs, questionsPerMinute }) => ({
        ...{ name: `scheduler questions a minute, ${named(runs)}`, value: questionsPerMinute, unit: "1/min" },
        compared: { name: "one for each run", value: runs * perInterval },
      })),
      ...measured.map(({ runs, lookMs }) => ({
        ...{ name: `one look at ${named(runs)}`, value: lookMs, unit: "ms" },
        ...(alone === undefined || runs === alone.runs ? {} : { compared: { name: "at one", value: alone.lookMs } }),
      })),
    ];
  },
};

const named = (runs: number): string => `${runs.toLocaleString("en")} unfinished ${runs === 1 ? "run" : "runs"}`;

interface Measured {
  readonly runs: number;
  readonly questionsPerMinute: number;
  /** Of this process and its database, in real time. */
  readonly lookMs: number;
}

async function measure(runs: number): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  try {
    const clock = new ManualClock();
    const settings = toServerSettings(readSettings({ flags: { "data-dir": folder, listen: "127.0.0.1:0" }, environment: {} }));
    await using server = await startServer(settings, { clock, log: silentLogger });
    const scheduler = answeringScheduler();
    server.services.channels.open = () => Promise.resolve(scheduler.channel);
    await addRuns(server, runs, clock.now());
    const looks = watchLooks(server);
    const lookMs: number[] = [];
    for (let beat = 0; beat < (minutes * 60_000) / intervalMs; beat += 1) {
      const startedAt = performance.now();
      const looked = looks.next();
      clock.advance(intervalMs);
      await looked;
      lookMs.push(performance.now() - startedAt);
    }
    refuseUnseen(await countSeen(server), runs);
    return { runs, questionsPerMinute: scheduler.asked() / minutes, lookMs: median(lookMs) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Slurm, as far as the sweep speaks to it. Whatever else is run counts as a question too. */
function answeringScheduler(): { readonly channel: CommandChannel; readonly asked: () => number } {
  let asked = 0;
  const run = ({ words }: CommandRequest): Promise<CommandResult> => {
    asked += 1;
    const ids = (words[words.indexOf("-j") + 1] ?? "").split(",");
    const row = (id: string) => (Number(id) % 2 === 0 ? `${id}|postern|RUNNING|0|None\n` : `${id}|postern|PENDING|0|Priority\n`);
    return Promise.resolve({ exitCode: 0, stdout: ids.map(row).join(""), stderr: "" });
  };
  const refuse = (): Promise<never> => Promise.reject(new AppError("file.not_found", "The benchmark has no files."));
  const channel: CommandChannel = {
    peer: { kind: "agent", userName: "bench", hostName: "login.example.org", workDir: "/work" },
    run,
    stat: () => Promise.resolve(undefined),
    ...{
      findHome: refuse,
      readFile: refuse,
      writeFile: refuse,
      tail: refuse,
      list: refuse,
      makeDirectory: refuse,
      openRead: refuse,
      openWrite: refuse,
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { channel, asked: () => asked };
}

/** Tells when all that the next beat begins has ended. */
function watchLooks({ services: { runReconciler } }: RunningServer): { next(): Promise<void> } {
  const step = runReconciler.step.bind(runReconciler);
  let waiting = Promise.withResolvers<undefined>();
  runReconciler.step = async (signal) => {
    await step(signal);
    waiting.resolve(undefined);
  };
  return {
    next: async () => {
      waiting = Promise.withResolvers<undefined>();
      await waiting.promise;
      await runReconciler.idle();
    },
  };
}

async function addRuns({ services }: RunningServer, count: number, at: number): Promise<void> {
  const { database, runs, users } = services;
  const userId = await users.createFirstAdministrator({ email: "bench@example.org", password: "only for this benchmark" });
  const computeEnvId = toComputeEnvId("environment-of-bench");
  const environment = {
    ...{ id: computeEnvId, user_id: userId, workspace_id: null, name: "bench", description: null, platform: "slurm-platform" },
    ...{
      credential_id: null,
      config: JSON.stringify({ workDir: "/work" }),
      resources: null,
      node_setup: null,
      nextflow_version: null,
      status: "AVAILABLE",
      status_reason: null,
    },
    ...{ is_primary: 0 as const, is_use_limited: 0 as const, check_steps: null, check_started_at: null, check_user_id: null },
    ...{ check_finished_at: null, created_at: at, updated_at: at, last_used_at: null, deleted_at: null },
    ...{
      check_reason: null,
      is_check_scheduled: 1 as const,
      next_check_at: null,
      check_failures: 0,
      standing: null,
      standing_reason: null,
    },
  };
  const launch = { computeEnvId, pipeline: "hello", runName: "bench", sessionId: "bench", workDir: "/work", launchDir: "/work" };
  await database.transaction(async ({ query }) => {
    await query.insertInto("compute_envs").values(environment).execute();
    for (let number = 1; number <= count; number += 1) {
      const id = toRunId(`bench${String(number).padStart(9, "0")}`);
      const names = { runName: `run-${String(number)}`, sessionId: "bench", projectName: "hello", userName: "bench" };
      await runs.insertRun(query, {
        id,
        userId,
        workspaceId: null,
        computeEnvId,
        ...names,
        workDir: "/work",
        launchDir: "/work",
        launch,
        at,
      });
      const job = {
        ...{ run_id: id, compute_env_id: computeEnvId, user_id: userId, submit_state: "submitted" as const, job_name: id },
        ...{ job_id: String(number), submit_tried_at: at, sighting: null, sighted_at: null, absent_since: null },
        ...{ cancel_sent_at: null, created_at: at, updated_at: at },
      };
      await query.insertInto("head_jobs").values(job).execute();
    }
  });
}

async function countSeen({ services: { database } }: RunningServer): Promise<number> {
  return (await database.query.selectFrom("head_jobs").select("run_id").where("sighting", "is not", null).execute()).length;
}

function refuseUnseen(seen: number, runs: number): void {
  if (seen !== runs) throw new RangeError(`Of ${String(runs)} runs, ${String(seen)} were followed.`);
}
