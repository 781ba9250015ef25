import { toRunId } from "@postern/domain";
import type { HeadJobRow } from "@postern/database";
import { slurmScheduler } from "@postern/schedulers";
import { expect, test } from "vitest";
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
const plan = { exitCode: 0, isNodeLost: false, queuedMs: 0, runsMs: 60_000 };
const site = { hasAccounting: true, sendsTwice: false, ignoresRevocation: false, isSilentWhenDown: false };

/** What is found when time moves on by so much after each look. */
async function findWith(stepMs: number) {
  const model = new SchedulerModel(plan, site);
  model.late.push({ at: 1000, words: ["sbatch", "-J", row.job_name, paths.launcher] });
  let now = 0;
  const channel = new ModelChannel(model, ({ do: act }) => {
    const answer = act();
    now += stepMs;
    model.moveTo(now);
    return Promise.resolve(answer);
  });
  return findUnclear(
    { channel, scheduler: slurmScheduler, questions: { take: () => true, noteUnanswered: () => undefined } },
    { row, runId, paths, now },
  );
}

test("a job that comes and begins between the question for its name and the look for its files is found alive", async () => {
  expect(await findWith(2000)).toMatchObject({ found: "job" });
});

test("one that has ended by then is known by its files", async () => {
  expect(await findWith(61_500)).toEqual({ found: "traces" });
});

test("one that is still on its way is not there", async () => {
  expect(await findWith(10)).toEqual({ found: "none" });
});
