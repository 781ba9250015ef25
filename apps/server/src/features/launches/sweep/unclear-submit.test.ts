import { AppError, toRunId } from "@postern/domain";
import type { HeadJobRow } from "@postern/database";
import { slurmScheduler } from "@postern/schedulers";
import { describe, expect, test } from "vitest";
import { bundlePaths } from "../bundle/bundle-paths.ts";
import { ModelChannel } from "../../../testing/history/model-channel.fixture.ts";
import { SchedulerModel } from "../../../testing/history/scheduler-model.fixture.ts";
import { headJobName } from "../submit/make-plan.ts";
import { findUnclear } from "./unclear-submit.ts";

const runId = toRunId("5Mq3xJ2vRp8a1b");
const paths = bundlePaths("/work", runId);
const row: HeadJobRow = {
  ...{
    run_id: runId,
    compute_env_id: "e",
    user_id: 1,
    submit_state: "unclear",
    job_name: headJobName(runId),
    job_id: null,
    spare_job_ids: null,
  },
  ...{ submit_tried_at: 0, sighting: null, sighted_at: null, absent_since: null, cancel_sent_at: null, created_at: 0, updated_at: 0 },
};
const plan = { exitCode: 0, isNodeLost: false, queuedMs: 0, runsMs: 60_000, isFolderLost: false, shownAfterMs: 0 };
const site = { hasAccounting: true, sendsTwice: false, ignoresRevocation: false, isSilentWhenDown: false };

interface Looks {
  /** So much time passes with each act on the cluster. */
  readonly stepMs: number;
  readonly beginsAt?: number;
  /** When the job comes. */
  readonly comesAt?: number;
  /** Since when it was missed. */
  readonly missedSince?: number;
  readonly isFull?: boolean;
}

async function findWith({ stepMs, beginsAt = 0, comesAt = 1000, missedSince, isFull = false }: Looks) {
  const model = new SchedulerModel(plan, site);
  model.late.push({ at: comesAt, words: ["sbatch", "-J", row.job_name, paths.launcher] });
  let now = beginsAt;
  const channel = new ModelChannel(model, ({ do: act }) => {
    const answer = act();
    now += stepMs;
    model.moveTo(now);
    return Promise.resolve(answer);
  });
  if (isFull) channel.writeFile = () => Promise.reject(new AppError("file.failed", "The disk is full."));
  const cluster = { channel, scheduler: slurmScheduler, questions: { take: () => true, noteUnanswered: () => undefined } };
  const finding = await findUnclear(cluster, { row: { ...row, absent_since: missedSince ?? null }, runId, paths, now });
  return { finding, isRevoked: model.files.has(paths.revoked) };
}

test("a job that comes and begins between the question for its name and the look for its files is found alive", async () => {
  expect((await findWith({ stepMs: 2000 })).finding).toMatchObject({ found: "job" });
});

test("one that has ended by then is known by its files", async () => {
  expect((await findWith({ stepMs: 61_500 })).finding).toEqual({ found: "traces" });
});

test("one that is still on its way is not there", async () => {
  expect((await findWith({ stepMs: 10 })).finding).toEqual({ found: "none" });
});

describe("of one that was sent long ago", () => {
  const late = { stepMs: 1000, beginsAt: 600_000, comesAt: 900_000, missedSince: 300_000 };

  test("it is said that it is lost, and what comes later is revoked", async () => {
    expect(await findWith(late)).toEqual({ finding: { found: "lost" }, isRevoked: true });
  });

  test("that is not said when it is missed for the first time: one answer may be wrong", async () => {
    const { missedSince: _never, ...first } = late;

    expect(await findWith(first)).toEqual({ finding: { found: "none" }, isRevoked: false });
  });

  test("that is not said when it comes and begins before it is revoked", async () => {
    expect((await findWith({ ...late, comesAt: 602_500 })).finding).toMatchObject({ found: "job" });
  });

  test("that is not said when it cannot be revoked", async () => {
    expect((await findWith({ ...late, isFull: true })).finding).toEqual({ found: "no-answer" });
  });
});
