import { toRunId } from "@postern/domain";
import { describeWithDatabases, eventually, readCapture } from "@postern/testing";
import { expect, test } from "vitest";
import { replay } from "../../testing/replay.fixture.ts";
import { openRunApp } from "../../testing/run-app.fixture.ts";
import type { RunApp } from "../../testing/run-app.fixture.ts";

const begun = readCapture("nextflow-24.10.0-success").slice(0, 3);

describeWithDatabases("the life of a run", ({ open, clock }) => {
  const openApp = async (): Promise<RunApp> => openRunApp({ database: await open(), clock });

  test("is settled by evidence: with its reason, its exit status, and no task left at work", async () => {
    await using app = await openApp();
    const runId = toRunId(await replay(app, begun));
    const events = app.watch();

    const hasChanged = await app.runs.settle(runId, { status: "FAILED", reason: "The node went down.", exitStatus: 137, at: 4000 });

    const tasks = await app.database.query.selectFrom("tasks").select("status").execute();
    expect(hasChanged).toBe(true);
    expect(await app.runs.findRun(runId)).toMatchObject({
      status: "FAILED",
      status_reason: "The node went down.",
      exit_status: 137,
      completed_at: 4000,
    });
    expect(tasks.map(({ status }) => status)).toEqual(["ABORTED", "ABORTED", "ABORTED"]);
    await eventually("the event", () => events.length > 0);
    expect(events).toEqual([{ type: "run", runId, workspaceId: null, status: "FAILED" }]);
  });

  test("is settled once: a later verdict does not change an ended run", async () => {
    await using app = await openApp();
    const runId = await app.launch("launched1");
    await app.runs.settle(runId, { status: "CANCELLED", reason: "Stopped.", at: 1 });

    const hasChanged = await app.runs.settle(runId, { status: "FAILED", reason: "Gone.", at: 2 });

    expect([hasChanged, (await app.runs.findRun(runId))?.status]).toEqual([false, "CANCELLED"]);
  });

  test("takes a reason whatever the cluster wrote into it", async () => {
    await using app = await openApp();
    const runId = await app.launch("launched1");

    await app.runs.noteReason(runId, "Waiting\0in the \uD800queue.");
    const waiting = await app.runs.findRun(runId);
    await app.runs.settle(runId, { status: "FAILED", reason: "A hole\0in the log.", at: 1 });

    expect(waiting?.status_reason).toBe("Waiting\uFFFDin the \uFFFDqueue.");
    expect(await app.runs.findRun(runId)).toMatchObject({ status: "FAILED", status_reason: "A hole\uFFFDin the log." });
  });

  test("may be UNKNOWN for a while, with its tasks as they are", async () => {
    await using app = await openApp();
    const runId = toRunId(await replay(app, begun));

    const first = await app.runs.settle(runId, { status: "UNKNOWN", reason: "No answer.", at: 1 });
    const same = await app.runs.settle(runId, { status: "UNKNOWN", reason: "No answer.", at: 2 });
    const after = await app.runs.settle(runId, { status: "SUCCEEDED", reason: "The exit file says 0.", exitStatus: 0, at: 3 });

    expect([first, same, after]).toEqual([true, false, true]);
    expect(await app.runs.findRun(runId)).toMatchObject({ status: "SUCCEEDED", exit_status: 0, completed_at: 3 });
  });

  test("of two launches at once the second sees the name and the session of the first", async () => {
    await using app = await openApp();
    const [runName, sessionId] = ["happy_otter", "00000000-0000-4000-8000-000000000000"];
    const run = {
      runName,
      sessionId,
      userId: app.jane,
      workspaceId: null,
      computeEnvId: null,
      projectName: "x",
      userName: "",
      workDir: "/w",
    };
    const launch = () =>
      app.database.transaction(async ({ query }) => {
        const others = await app.runs.lockLaunches(query, app.jane, { kind: "personal", userId: app.jane });
        const found = [await others.isNameTaken(runName), (await others.findActive(sessionId))?.id];
        if (found[0] === false) await app.runs.insertRun(query, { ...run, id: toRunId("launched1"), at: 1 });
        return found;
      });

    const found = await Promise.all([launch(), launch()]);

    expect(found).toEqual(
      expect.arrayContaining([
        [false, undefined],
        [true, "launched1"],
      ]),
    );
  });

  test("of several verdicts at once one is taken", async () => {
    await using app = await openApp();
    const runId = await app.launch("launched1");

    const taken = await Promise.all(
      ["FAILED", "CANCELLED", "FAILED", "SUCCEEDED"].map((status) =>
        app.runs.settle(runId, { status: status as "FAILED", reason: status, at: 1 }),
      ),
    );

    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test("waits for a reason that pages hear of only when it is news", async () => {
    await using app = await openApp();
    const runId = await app.launch("launched1");
    const events = app.watch();

    for (const reason of ["Priority", "Priority", "Resources", null, null]) await app.runs.noteReason(runId, reason);

    await eventually("three events", () => events.length >= 3);
    expect(events).toHaveLength(3);
    expect((await app.runs.findRun(runId))?.status_reason).toBeNull();
  });

  test("keeps the first request to stop it", async () => {
    await using app = await openApp();
    const runId = await app.launch("launched1");

    await app.runs.requestCancel(app.database.query, runId, 5);
    await app.runs.requestCancel(app.database.query, runId, 9);

    expect((await app.runs.findRun(runId))?.cancel_requested_at).toBe(5);
  });

  test("is unfinished until it has ended", async () => {
    await using app = await openApp();
    await app.launch("run1");
    const ended = await app.launch("run2");
    const unknown = await app.launch("run3");
    await app.runs.settle(ended, { status: "FAILED", reason: "x", at: 1 });
    await app.runs.settle(unknown, { status: "UNKNOWN", reason: "x", at: 1 });

    expect((await app.runs.listUnfinished()).map(({ id }) => id).sort()).toEqual(["run1", "run3"]);
    expect(await app.runs.isNameTaken(app.jane, "happy_otter")).toBe(true);
    expect(await app.runs.isNameTaken(app.john, "happy_otter")).toBe(false);
  });

  test("that is unfinished is listed for its workspace, and for its person wherever it is", async () => {
    await using app = await openApp();
    for (const [id, runName] of [
      ["run1", "at_home"],
      ["run2", "in_seven"],
      ["run3", "ended"],
    ] as const)
      await app.launch(id, { runName });
    await app.database.query.updateTable("runs").set({ workspace_id: 7 }).where("id", "<>", "run1").execute();
    await app.runs.settle(toRunId("run3"), { status: "FAILED", reason: "x", at: 1 });
    const list = async (whose: { workspaceId: number } | { userId: number }) =>
      (await app.runs.listUnfinishedOf(app.database.query, whose)).map(({ run_name }) => run_name);

    expect(await list({ workspaceId: 7 })).toEqual(["in_seven"]);
    expect(await list({ userId: app.jane })).toEqual(["at_home", "in_seven"]);
    expect([await list({ workspaceId: 8 }), await list({ userId: app.john })]).toEqual([[], []]);
    clock.advance(2 * 60 * 60_000);
    // Nothing was heard of it for hours, and there is no scheduler to ask.
    expect(await list({ userId: app.jane })).toEqual([]);
  });

  test("keeps the newest copy of its files, and tells pages", async () => {
    await using app = await openApp();
    const runId = await app.launch("launched1");
    const events = app.watch();

    await app.runs.keepLog(runId, "console", { bytes: Buffer.from([0, 255]), fileSizeBytes: 2 });
    await app.runs.keepLog(runId, "console", { bytes: Buffer.from("new"), fileSizeBytes: 900 });

    const kept = await app.runs.findLog(runId, "console");
    expect([Buffer.from(kept?.bytes ?? []).toString(), kept?.file_size_bytes]).toEqual(["new", 900]);
    expect(await app.runs.findLog(runId, "nextflow")).toBeUndefined();
    await eventually("two events", () => events.length === 2);
    expect(events[0]).toEqual({ type: "run-log", runId, workspaceId: null });
  });
});
