import type { DescribeWorkflowResponse, GetProgressResponse, Static } from "@postern/contracts";
import { toRunId } from "@postern/domain";
import { describeWithDatabases, readCapture } from "@postern/testing";
import { describe, expect, test } from "vitest";
import { replay } from "../../testing/replay.fixture.ts";
import { openRunApp } from "../../testing/run-app.fixture.ts";
import type { RunApp } from "../../testing/run-app.fixture.ts";

type Progress = Static<typeof GetProgressResponse>;

const success = readCapture("nextflow-24.10.0-success");

describeWithDatabases("reading runs", ({ open, clock }) => {
  const openApp = async (): Promise<RunApp> => openRunApp({ database: await open(), clock });

  describe("a run that was launched and has not begun", () => {
    test("has every member that clients read without asking, and zeros for its progress", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");

      const { json, status } = await app.call<DescribeWorkflowResponse>({
        method: "GET",
        url: `/api/workflow/${runId}?attributes=labels,optimized`,
      });

      expect(status).toBe(200);
      expect(json.workflow).toMatchObject({
        id: runId,
        status: "SUBMITTED",
        runName: "happy_otter",
        userName: "jane",
        workDir: "/scratch/jane/work",
      });
      expect(json.workflow.sessionId).toMatch(/^[0-9a-f-]{36}$/);
      expect(json.progress.workflowProgress).toMatchObject({
        pending: 0,
        running: 0,
        succeeded: 0,
        cpuTime: 0,
        loadCpus: 0,
        peakTasks: 0,
        cpuEfficiency: 0,
      });
      expect(json.progress).toMatchObject({ processesProgress: [], totalProcesses: 0 });
      expect(json).toMatchObject({ labels: [], jobInfo: null, messages: [] });
    });

    test("shows why it waits", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");
      await app.runs.noteReason(runId, "Waiting in the queue: Priority.");

      const { json } = await app.call<DescribeWorkflowResponse>({ method: "GET", url: `/api/workflow/${runId}` });

      expect(json.messages).toEqual(["Waiting in the queue: Priority."]);
    });

    test("gives its launch back, with what a resume needs", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");

      const { json } = await app.call({ method: "GET", url: `/api/workflow/${runId}/launch` });

      expect(json["launch"]).toMatchObject({
        id: runId,
        pipeline: "https://example.org/hello.git",
        revision: "main",
        paramsText: "{}",
        resumeDir: "/scratch/jane/work",
        resume: false,
        computeEnv: null,
      });
    });
  });

  test("all processes show from the beginning on, with zeros", async () => {
    await using app = await openApp();
    const runId = await replay(app, success.slice(0, 2));

    const { json } = await app.call<Progress>({ method: "GET", url: `/api/workflow/${runId}/progress` });

    expect(json.progress.processesProgress.map(({ process, succeeded }) => [process, succeeded])).toEqual([
      ["HELLO", 0],
      ["GATHER", 0],
    ]);
    expect(json.progress.totalProcesses).toBe(2);
  });

  test("progress during the run is what Nextflow counted last", async () => {
    await using app = await openApp();
    const runId = await replay(app, success.slice(0, 4));

    const { json } = await app.call<Progress>({ method: "GET", url: `/api/workflow/${runId}/progress` });

    const { workflowProgress, processesProgress } = json.progress;
    expect(workflowProgress).toMatchObject({ succeeded: 2, running: 1, loadTasks: 1, loadCpus: 1, executors: ["local"] });
    expect(workflowProgress.cpuTime).toBeGreaterThan(1000);
    expect(workflowProgress.cost).toBeGreaterThan(0);
    expect(processesProgress[0]).toMatchObject({ process: "HELLO", succeeded: 2, running: 1 });
  });

  test("loads are sums over ended tasks", async () => {
    await using app = await openApp();
    const runId = await replay(app, success.slice(0, 2));
    const task = { process: "HELLO", status: "COMPLETED", exit: 0 };
    const used = { cpus: 2, realtime: 1000, pcpu: 150, peakRss: 50, memory: 100, rchar: 7, wchar: 8, volCtxt: 3, invCtxt: 4 };
    const tasks = [
      { ...task, ...used, taskId: 1 },
      { ...task, ...used, taskId: 2, memory: 2 ** 40, peakRss: 2 ** 39 },
      { ...task, ...used, taskId: 3, status: "CACHED" },
      { ...task, ...used, taskId: 4, status: "RUNNING" },
    ];
    await app.call({ method: "PUT", url: `/api/trace/${runId}/progress`, body: { tasks, instant: 5 } });

    const { json } = await app.call<Progress>({ method: "GET", url: `/api/workflow/${runId}/progress` });

    const expected = {
      ...{ cpus: 4, cpuTime: 4000, cpuLoad: 3000, memoryRss: 50 + 2 ** 39, memoryReq: 100 + 2 ** 40 },
      ...{ readBytes: 14, writeBytes: 16, volCtxSwitch: 6, invCtxSwitch: 8, cpuEfficiency: 75 },
    };
    expect(json.progress.workflowProgress).toMatchObject(expected);
    expect(json.progress.processesProgress[0]).toMatchObject({ process: "HELLO", ...expected });
    // There is no snapshot here, so the rows are counted.
    expect(json.progress.workflowProgress).toMatchObject({ succeeded: 2, cached: 1, running: 1, cost: (4000 / 3_600_000) * 0.1 });
  });

  test("cached tasks are counted, and cost nothing", async () => {
    await using app = await openApp();
    const runId = await replay(app, readCapture("nextflow-24.10.0-resume-second"));

    const { json } = await app.call<Progress>({ method: "GET", url: `/api/workflow/${runId}/progress` });

    expect(json.progress.workflowProgress).toMatchObject({ cached: 4, succeeded: 0, cpuTime: 0, cost: 0, memoryRss: 0 });
  });

  test("a run that was killed counts nothing as running", async () => {
    await using app = await openApp();
    const runId = toRunId(await replay(app, success.slice(0, 3)));
    await app.runs.settle(runId, { status: "FAILED", reason: "The node went down.", exitStatus: 137, at: clock.now() });

    const { json } = await app.call<DescribeWorkflowResponse>({ method: "GET", url: `/api/workflow/${runId}` });

    expect(json.workflow).toMatchObject({ status: "FAILED", exitStatus: 137, errorMessage: "The node went down.", success: false });
    expect(json.messages).toEqual(["The node went down."]);
    expect(json.progress.workflowProgress).toMatchObject({ running: 0, pending: 0, aborted: 2, loadTasks: 0, loadCpus: 0 });
  });

  test("a finished run has its dates, its parameters and its metrics", async () => {
    await using app = await openApp();
    const runId = await replay(app, success);

    const { json } = await app.call<DescribeWorkflowResponse>({ method: "GET", url: `/api/workflow/${runId}` });
    const metrics = await app.call({ method: "GET", url: `/api/workflow/${runId}/metrics` });

    expect(json.workflow).toMatchObject({ success: true, exitStatus: 0, launchId: null, projectName: "main.nf", params: { fail: false } });
    expect(json.workflow.start).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(json.workflow.duration).toBeGreaterThan(0);
    expect(json.workflow.nextflow).toMatchObject({ version: "24.10.0" });
    expect(metrics.json["metrics"]).toEqual(expect.arrayContaining([expect.objectContaining({ process: "HELLO" })]));
  });

  test("a silent run asks for attention after five minutes", async () => {
    await using app = await openApp();
    const runId = await replay(app, success.slice(0, 3));
    const before = await app.call<DescribeWorkflowResponse>({ method: "GET", url: `/api/workflow/${runId}` });
    clock.advance(5 * 60_000);

    const after = await app.call<DescribeWorkflowResponse>({ method: "GET", url: `/api/workflow/${runId}` });

    expect(before.json.workflow.requiresAttention).toBe(false);
    expect(after.json.workflow.requiresAttention).toBe(true);
    expect(after.json.messages).toEqual([expect.stringMatching(/^No word from Nextflow since 20/)]);
  });

  test("nothing of a run is shown to another person", async () => {
    await using app = await openApp();
    const runId = await replay(app, success);

    for (const path of ["", "/progress", "/tasks", "/task/1", "/metrics", "/log", "/launch", `/download?fileName=nf-${runId}.txt`]) {
      const { status, json } = await app.call({ method: "GET", url: `/api/workflow/${runId}${path}`, token: "john" });

      expect([path, status, json["code"]]).toEqual([path, 404, "run.not_found"]);
    }
    expect((await app.call({ method: "DELETE", url: `/api/workflow/${runId}`, token: "john" })).status).toBe(404);
    expect((await app.call({ method: "GET", url: `/api/workflow/${runId}`, token: `run:${runId}` })).status).toBe(403);
  });

  test("a foreign run has no launch, and says so with 200", async () => {
    await using app = await openApp();
    const runId = await replay(app, success);

    const { status, json } = await app.call({ method: "GET", url: `/api/workflow/${runId}/launch` });

    expect([status, json]).toEqual([200, { launch: null }]);
  });
});
