import { toRunId } from "@postern/domain";
import { describeWithDatabases, readCapture } from "@postern/testing";
import { expect, test } from "vitest";
import { replay } from "../../testing/replay.fixture.ts";
import { openRunApp } from "../../testing/run-app.fixture.ts";
import type { RunApp, TestRequest } from "../../testing/run-app.fixture.ts";

const success = readCapture("nextflow-24.10.0-success");
const put = (runId: string, call: string, body: unknown): TestRequest => ({ method: "PUT", url: `/api/trace/${runId}/${call}`, body });

describeWithDatabases("the state of a run that Nextflow reports", ({ open, clock }) => {
  const openApp = async (): Promise<RunApp> => openRunApp({ database: await open(), clock });
  const statusOf = async (app: RunApp, runId: string): Promise<string | undefined> => (await app.runs.findRun(toRunId(runId)))?.status;
  const tasksOf = (app: RunApp) => app.database.query.selectFrom("tasks").selectAll().orderBy("task_id").execute();

  test("leaves UNKNOWN at any sign of life", async () => {
    await using app = await openApp();
    const runId = toRunId(await replay(app, success.slice(0, 3)));
    await app.runs.settle(runId, { status: "UNKNOWN", reason: "No word.", at: clock.now() });

    await app.call(put(runId, "heartbeat", { instant: Number(success[2]?.body["instant"]) + 1 }));

    expect(await app.runs.findRun(runId)).toMatchObject({ status: "RUNNING", status_reason: null });
  });

  test("that was guessed FAILED is corrected by the report of Nextflow", async () => {
    await using app = await openApp();
    const runId = toRunId(await replay(app, success.slice(0, 3)));
    await app.runs.settle(runId, { status: "FAILED", reason: "The job is gone.", exitStatus: 1, at: clock.now() });

    const [, , , , , complete] = success;
    await app.call(put(runId, "progress", success[4]?.body));
    await app.call(put(runId, "complete", complete?.body));

    expect(await app.runs.findRun(runId)).toMatchObject({ status: "SUCCEEDED", status_reason: null, exit_status: 0 });
    expect((await tasksOf(app)).map((row) => row.status)).toEqual(["ABORTED", "ABORTED", "COMPLETED", "COMPLETED"]);
  });

  test("that was guessed FAILED is corrected by a begin, and not by a late begin after the report", async () => {
    await using app = await openApp();
    const runId = await app.launch("launched1");
    await app.runs.settle(runId, { status: "FAILED", reason: "The job is gone.", at: clock.now() });

    await app.call(put(runId, "begin", success[1]?.body));
    const afterBegin = await statusOf(app, runId);
    await app.call(put(runId, "complete", success[5]?.body));
    await app.call(put(runId, "begin", success[1]?.body));

    expect([afterBegin, await statusOf(app, runId)]).toEqual(["RUNNING", "SUCCEEDED"]);
  });

  test("stays CANCELLED while Nextflow still reports, and what it reports is kept", async () => {
    await using app = await openApp();
    const runId = toRunId(await replay(app, success.slice(0, 3)));
    await app.runs.requestCancel(app.database.query, runId, clock.now());
    await app.runs.settle(runId, { status: "CANCELLED", reason: "Stopped by Jane.", at: clock.now() });

    const progress = await app.call(put(runId, "progress", success[3]?.body));
    const complete = await app.call(put(runId, "complete", readCapture("nextflow-24.10.0-sigterm")[5]?.body));

    expect([progress.status, complete.status, await statusOf(app, runId)]).toEqual([200, 200, "CANCELLED"]);
    expect((await tasksOf(app)).map((row) => row.status)).toEqual(["COMPLETED", "COMPLETED", "ABORTED"]);
  });

  test("says no longer that it is being cancelled when Nextflow has ended for that reason", async () => {
    await using app = await openApp();
    const runId = toRunId(await replay(app, success.slice(0, 3)));
    await app.runs.requestCancel(app.database.query, runId, clock.now());
    await app.runs.noteReason(runId, "Cancelling: the cluster is asked to end the job.");

    await app.call(put(runId, "complete", readCapture("nextflow-24.10.0-sigterm")[5]?.body));

    expect(await app.runs.findRun(runId)).toMatchObject({ status: "CANCELLED", status_reason: "Cancelled." });
  });

  test("is SUCCEEDED when it was faster than the cancel that was asked for", async () => {
    await using app = await openApp();
    const runId = toRunId(await replay(app, success.slice(0, 5)));
    await app.runs.requestCancel(app.database.query, runId, clock.now());

    await app.call(put(runId, "complete", success[5]?.body));

    expect(await statusOf(app, runId)).toBe("SUCCEEDED");
  });

  test("is that of the newest report when two come", async () => {
    await using app = await openApp();
    const runId = await replay(app, success.slice(0, 5));
    const complete = success[5]?.body;
    const failed = {
      ...complete,
      workflow: { success: false, exitStatus: 1, errorMessage: "boom" },
      instant: Number(complete?.["instant"]) - 1,
    };

    await app.call(put(runId, "complete", complete));
    await app.call(put(runId, "complete", failed));
    const afterOlder = await statusOf(app, runId);
    await app.call(put(runId, "complete", { ...failed, instant: Number(complete?.["instant"]) + 1 }));

    expect(afterOlder).toBe("SUCCEEDED");
    expect(await app.runs.findRun(toRunId(runId))).toMatchObject({ status: "FAILED", status_reason: "boom", exit_status: 1 });
  });

  test("has the first line of the error report as its reason when a task failed", async () => {
    await using app = await openApp();

    const runId = await replay(app, readCapture("nextflow-24.10.0-failed-task"));

    const run = await app.runs.findRun(toRunId(runId));
    expect(run?.error_message).toBeNull();
    expect(run?.status_reason).toMatch(/^Error executing process/);
  });
});
