import { toRunId } from "@postern/domain";
import { describeWithDatabases, eventually, readCapture } from "@postern/testing";
import { describe, expect, test } from "vitest";
import { replay } from "../../testing/replay.fixture.ts";
import { openRunApp, publicUrl } from "../../testing/run-app.fixture.ts";
import type { RunApp, TestRequest } from "../../testing/run-app.fixture.ts";

const success = readCapture("nextflow-24.10.0-success");
const session = "11111111-1111-4111-8111-111111111111";
const create = { sessionId: session, runName: "calm_bee", projectName: "hello", repository: null, workflowId: null, instant: 1 };

const put = (runId: string, call: string, body: unknown): TestRequest => ({ method: "PUT", url: `/api/trace/${runId}/${call}`, body });
const post = (body: unknown): TestRequest => ({ method: "POST", url: "/api/trace/create", body });
const task = (taskId: number, status = "RUNNING") => ({ taskId, status, name: `T (${String(taskId)})`, process: "T" });

describeWithDatabases("telemetry", ({ open, clock }) => {
  const openApp = async (): Promise<RunApp> => openRunApp({ database: await open(), clock });
  const statusOf = async (app: RunApp, runId: string): Promise<string | undefined> => (await app.runs.findRun(toRunId(runId)))?.status;
  const tasksOf = (app: RunApp) => app.database.query.selectFrom("tasks").selectAll().orderBy("task_id").execute();

  describe("create", () => {
    test("without an id makes a run, with an address in both answers", async () => {
      await using app = await openApp();

      const made = await app.call(post(create));
      const begun = await app.call(put(String(made.json["workflowId"]), "begin", success[1]?.body));

      const watchUrl = `${publicUrl}/user/jane/watch/${String(made.json["workflowId"])}`;
      expect(made.json).toMatchObject({ workflowId: expect.stringMatching(/^[A-Za-z0-9]{1,16}$/) as string, watchUrl, status: "OK" });
      expect(begun.json).toEqual({ workflowId: made.json["workflowId"], watchUrl, status: "OK" });
    });

    test("warns on the console of whoever started Nextflow that their token ends, and nobody of the token of a run", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");
      app.tokenWarnings.set(1, 'The token "laptop" ends in 3 days.');

      const foreign = await app.call(post(create));
      const launched = await app.call({ ...post({ ...create, workflowId: runId }), token: `run:${runId}` });
      app.tokenWarnings.clear();
      const quiet = await app.call(post({ ...create, instant: 2 }));

      expect([foreign.json["message"], launched.json["message"]]).toEqual(['The token "laptop" ends in 3 days.', undefined]);
      expect([quiet.status, "message" in quiet.json]).toEqual([200, false]);
    });

    test("of a launched run gives the same id again, and the same session", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");

      const first = await app.call({ ...post({ ...create, workflowId: runId }), token: `run:${runId}` });
      const again = await app.call({ ...post({ ...create, workflowId: runId }), token: `run:${runId}` });

      expect([first.json["workflowId"], again.json["workflowId"]]).toEqual([runId, runId]);
      expect(await app.runs.findRun(runId)).toMatchObject({ status: "SUBMITTED", session_id: session });
    });

    test("of a run that is under way, under another session, makes a run beside it that the same token may write", async () => {
      await using app = await openApp();
      const parent = await app.launch("launched1", { sessionId: session });
      await app.call(put(parent, "heartbeat", { instant: 1 }));
      const nested = { ...create, workflowId: parent, sessionId: "another", runName: "nested_owl", instant: 9 };

      const made = await app.call({ ...post(nested), token: `run:${parent}` });
      const again = await app.call({ ...post(nested), token: `run:${parent}` });
      const childId = String(made.json["workflowId"]);
      const begun = await app.call({ ...put(childId, "begin", success[1]?.body), token: `run:${parent}` });

      expect(childId).not.toBe(parent);
      expect(again.json["workflowId"]).toBe(childId);
      expect(made.json["message"]).toContain(parent);
      expect([begun.status, await statusOf(app, childId)]).toEqual([200, "RUNNING"]);
      expect(await app.runs.findRun(toRunId(childId))).toMatchObject({ parent_run_id: parent, launch: null });
    });

    test("of a run that is under way, under the same session, is the same run: its job was started again", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1", { sessionId: session, runName: "calm_bee" });
      await app.call(put(runId, "heartbeat", { instant: 1 }));

      const { json } = await app.call(post({ ...create, workflowId: runId }));

      expect(json["workflowId"]).toBe(runId);
    });

    test("with the token of a run makes nothing without the id of that run", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");

      const { status } = await app.call({ ...post(create), token: `run:${runId}` });

      expect(status).toBe(403);
    });

    test("in a workspace that is not there is shown in the personal one, and says so", async () => {
      await using app = await openApp();

      const { status, json } = await app.call({ ...post(create), url: "/api/trace/create?workspaceId=7" });

      expect([status, json["message"]]).toEqual([200, expect.stringContaining("no workspace 7") as string]);
    });

    test("names the member that has the wrong type", async () => {
      await using app = await openApp();

      const { status, json } = await app.call(post({ ...create, runName: 5 }));

      expect([status, json["fields"]]).toEqual([400, ["runName"]]);
    });
  });

  describe("who may write", () => {
    test.each(["begin", "progress", "heartbeat", "complete"])(
      "%s of another person's run is not found, and changes nothing",
      async (call) => {
        await using app = await openApp();
        const runId = await app.launch("launched1");

        const { status } = await app.call({ ...put(runId, call, { workflow: {}, tasks: [task(1)] }), token: "john" });

        expect([status, await statusOf(app, runId)]).toEqual([404, "SUBMITTED"]);
      },
    );

    test.each(["begin", "progress", "heartbeat", "complete"])("%s with the token of another run is refused", async (call) => {
      await using app = await openApp();
      const runId = await app.launch("launched1");
      await app.launch("launched2");

      const { status } = await app.call({ ...put(runId, call, { workflow: {}, tasks: [task(1)] }), token: "run:launched2" });

      expect([status, await statusOf(app, runId)]).toEqual([403, "SUBMITTED"]);
    });

    test.each(["unknown1", "0", "with-dash", "a".repeat(17), "..%2f"])("a call on the id %s is not found", async (id) => {
      await using app = await openApp();

      const { status, json } = await app.call(put(id, "progress", { tasks: [] }));

      expect([status, json["code"]]).toEqual([404, "run.not_found"]);
    });

    test("calls of a run without an id are refused before anybody looks at their token", async () => {
      await using app = await openApp();

      const { status } = await app.call({ ...put("null", "progress", { tasks: [] }), token: "nobody" });

      expect(status).toBe(404);
    });
  });

  describe("progress", () => {
    test("takes more tasks than a client sends, with broken text and unknown states", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");
      const tasks = Array.from({ length: 2500 }, (_, index) => ({ ...task(index + 1), name: `cut \uD83D and \0 (${String(index)})` }));

      const { status } = await app.call(put(runId, "progress", { tasks: [...tasks, task(3000, "PAUSED"), null, 5], instant: 1 }));

      const rows = await tasksOf(app);
      expect([status, rows.length, rows[0]?.name]).toEqual([200, 2500, "cut \uFFFD and \uFFFD (0)"]);
    });

    test("takes a body of 16 MB over a real connection", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");
      const address = await app.app.listen({ host: "127.0.0.1", port: 0 });
      const tasks = Array.from({ length: 100 }, (_, index) => ({ ...task(index + 1), env: "x".repeat(160_000) }));

      const answer = await fetch(`${address}/api/trace/${runId}/progress?workspaceId=7`, {
        method: "PUT",
        headers: { authorization: `Basic ${btoa("@token:jane")}`, "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify({ tasks, progress: {}, instant: 1 }),
      });

      expect([answer.status, (await tasksOf(app)).length]).toEqual([200, 100]);
    });

    test("that cannot be read is answered 200, counts as a sign of life and stores nothing", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");

      const { status, json } = await app.call({ ...put(runId, "progress", undefined), body: '{"tasks":[{"taskId":1,"pcpu":}]}' });

      expect([status, json["workflowId"], await statusOf(app, runId)]).toEqual([200, runId, "RUNNING"]);
      expect(await tasksOf(app)).toEqual([]);
    });

    test("that cannot be read is still refused to strangers", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");

      const ofJohn = await app.call({ ...put(runId, "progress", undefined), body: "{", token: "john" });
      const ofNobody = await app.call({ ...put(runId, "progress", undefined), body: "{", token: "nobody" });

      expect([ofJohn.status, ofNobody.status]).toEqual([404, 401]);
    });

    test("after the end keeps the end, and leaves no task at work", async () => {
      await using app = await openApp();
      const runId = await replay(app, success);

      await app.call(put(runId, "progress", { tasks: [task(1), task(9)], progress: { running: 5 }, instant: 1 }));

      const run = await app.runs.findRun(toRunId(runId));
      expect([run?.status, JSON.parse(run?.progress ?? "{}")]).toEqual([
        "SUCCEEDED",
        expect.objectContaining({ succeeded: 4, running: 0 }),
      ]);
      expect((await tasksOf(app)).map((row) => row.status)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED", "ABORTED"]);
    });
  });

  test("a run that its user deleted while Nextflow lives is answered 200 and stores nothing", async () => {
    await using app = await openApp();
    const runId = await app.launch("launched1");
    await app.runs.updateRun(app.database.query, runId, { deleted_at: clock.now() });

    const answers = [
      await app.call(post({ ...create, workflowId: runId })),
      await app.call(put(runId, "begin", success[1]?.body)),
      await app.call(put(runId, "progress", success[2]?.body)),
      await app.call(put(runId, "heartbeat", { instant: 1 })),
      await app.call(put(runId, "complete", success[5]?.body)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect([await statusOf(app, runId), await tasksOf(app)]).toEqual(["SUBMITTED", []]);
  });

  test("open pages hear of a burst at most twice: at once, and of its end", async () => {
    await using app = await openApp();
    const runId = await replay(app, success.slice(0, 2));
    await eventually("a quiet second", () => {
      if (clock.sleeperCount === 0) return true;
      clock.advance(1000);
      return false;
    });
    const events = app.watch();

    for (const call of success.slice(2)) await app.call(put(runId, call.url.split("/").at(-1) ?? "", call.body));
    clock.advance(1000);
    await eventually("the last event", () => events.length === 2);

    expect(events).toEqual([
      { type: "run", runId, workspaceId: null, status: "RUNNING" },
      { type: "run", runId, workspaceId: null, status: "SUCCEEDED" },
    ]);
  });
});
