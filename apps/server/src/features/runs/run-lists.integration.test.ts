import type { ListTasksResponse, ListWorkflowsResponse, Static } from "@postern/contracts";
import { describeWithDatabases, readCapture } from "@postern/testing";
import { describe, expect, test } from "vitest";
import { replay } from "../../testing/replay.fixture.ts";
import { openRunApp } from "../../testing/run-app.fixture.ts";
import type { RunApp } from "../../testing/run-app.fixture.ts";

type Tasks = Static<typeof ListTasksResponse>;

const success = readCapture("nextflow-24.10.0-success");

describeWithDatabases("lists of runs and tasks", ({ open, clock }) => {
  const openApp = async (): Promise<RunApp> => openRunApp({ database: await open(), clock });

  describe("tasks", () => {
    test("come wrapped, in pages, in the order asked for", async () => {
      await using app = await openApp();
      const runId = await replay(app, success);

      const first = await app.call<Tasks>({ method: "GET", url: `/api/workflow/${runId}/tasks?max=3&offset=0&sortBy=name&sortDir=desc` });
      const second = await app.call<Tasks>({ method: "GET", url: `/api/workflow/${runId}/tasks?max=3&offset=3&sortBy=name&sortDir=desc` });

      const names = [...first.json.tasks, ...second.json.tasks].map(({ task }) => task.name);
      expect(names).toEqual(["HELLO (gamma)", "HELLO (beta)", "HELLO (alfa)", "GATHER"]);
      expect([first.json.total, second.json.total]).toEqual([4, 4]);
    });

    test("are found by words and by state", async () => {
      await using app = await openApp();
      const runId = await replay(app, readCapture("nextflow-24.10.0-failed-task"));
      const search = async (text: string) => {
        const { json } = await app.call<Tasks>({ method: "GET", url: `/api/workflow/${runId}/tasks?search=${encodeURIComponent(text)}` });
        return json.tasks.map(({ task }) => task.taskId);
      };

      expect(await search("hello BETA")).toEqual([2]);
      expect(await search("status:failed")).toEqual([4]);
      expect(await search("100%")).toEqual([]);
      expect(await search('"HELLO (alfa)"')).toEqual([1]);
    });

    test("show what Nextflow said of them, with an unknown exit as null", async () => {
      await using app = await openApp();
      const runId = await replay(app, success.slice(0, 3));

      const { json } = await app.call<Tasks["tasks"][0]>({ method: "GET", url: `/api/workflow/${runId}/task/1` });

      expect(json.task).toMatchObject({
        taskId: 1,
        status: "RUNNING",
        exit: null,
        process: "HELLO",
        tag: "alfa",
        executor: "local",
        module: [],
      });
      expect(json.task.nativeId).toMatch(/^\d+$/);
      expect(json.task.script).toContain("hello alfa");
      expect(json.task.submit).toMatch(/Z$/);
    });

    test("that are not there are not found", async () => {
      await using app = await openApp();
      const runId = await replay(app, success.slice(0, 3));

      const { status, json } = await app.call({ method: "GET", url: `/api/workflow/${runId}/task/99` });

      expect([status, json["code"]]).toEqual([404, "task.not_found"]);
    });
  });

  describe("the list", () => {
    test("shows the caller's runs, newest first, with progress and the number of all", async () => {
      await using app = await openApp();
      await app.launch("older", { runName: "calm_bee" });
      clock.advance(1000);
      const newest = await replay(app, success);

      const { json } = await app.call<ListWorkflowsResponse>({
        method: "GET",
        url: "/api/workflow?max=1&offset=0&attributes=labels&includeTotalSize=true",
      });
      const ofJohn = await app.call<ListWorkflowsResponse>({ method: "GET", url: "/api/workflow", token: "john" });

      expect(json).toMatchObject({
        totalSize: 2,
        hasMore: true,
        workflows: [{ workflow: { id: newest, status: "SUCCEEDED" }, labels: [] }],
      });
      expect(json.workflows[0]?.progress?.workflowProgress).toMatchObject({ succeeded: 4 });
      expect(ofJohn.json).toMatchObject({ totalSize: 0, hasMore: false, workflows: [] });
    });

    test("is searched by words, whole values, states and dates", async () => {
      await using app = await openApp();
      await app.launch("run1", { runName: "calm_bee" });
      await app.launch("run2", { runName: "calm_bee_2" });
      clock.advance(1000);
      const failed = await replay(app, readCapture("nextflow-24.10.0-failed-task"));
      const search = async (text: string) => {
        const { json } = await app.call<ListWorkflowsResponse>({ method: "GET", url: `/api/workflow?search=${encodeURIComponent(text)}` });
        return json.workflows.map(({ workflow }) => workflow.id).sort();
      };

      expect(await search("calm")).toEqual(["run1", "run2"]);
      expect(await search('"calm_bee"')).toEqual(["run1"]);
      expect(await search("status:failed")).toEqual([failed]);
      expect(await search("calm status:FAILED")).toEqual([]);
      expect(await search("workflowId:run2")).toEqual(["run2"]);
      expect(await search("calm after:2001-01-01")).toEqual(["run1", "run2"]);
      expect(await search("before:2001-01-01")).toEqual([]);
      expect(await search("'; DROP TABLE runs; --")).toEqual([]);
    });

    test("is searched by the environment on which runs were, by its name and its id, and not across people", async () => {
      await using app = await openApp();
      await app.launch("run1");
      await app.launch("run2");
      const row = { id: "envGadi1", name: "Gadi", platform: "slurm-platform", status: "AVAILABLE", config: "{}", user_id: app.jane };
      const more = { is_primary: 0, is_use_limited: 0, is_check_scheduled: 1, check_failures: 0, created_at: 1, updated_at: 1 } as const;
      await app.database.query
        .insertInto("compute_envs")
        .values({ ...row, ...more })
        .execute();
      await app.database.query.updateTable("runs").set({ compute_env_id: "envGadi1" }).where("id", "=", "run2").execute();
      const search = async (text: string, token = "jane") => {
        const url = `/api/workflow?search=${encodeURIComponent(text)}`;
        const { json } = await app.call<ListWorkflowsResponse>({ method: "GET", url, token });
        return json.workflows.map(({ workflow }) => workflow.id);
      };

      const found = await Promise.all(["env:gadi", "env:envGadi1", "env:gad", "env:GADI status:failed"].map((text) => search(text)));

      expect(found).toEqual([["run2"], ["run2"], [], []]);
      expect(await search("env:gadi", "john")).toEqual([]);
    });

    test("tells and finds who launched, also where all runs have one account on the cluster", async () => {
      await using app = await openApp();
      const runId = await app.launch("run1", { runName: "calm_bee" });
      await app.database.query.updateTable("runs").set({ user_name: "labacct" }).execute();
      const search = async (text: string) =>
        (await app.call<ListWorkflowsResponse>({ method: "GET", url: `/api/workflow?search=${encodeURIComponent(text)}` })).json;

      const described = await app.call({ method: "GET", url: `/api/workflow/${runId}` });

      expect((await search("user:JANE")).workflows).toMatchObject([{ workflow: { userName: "labacct", ownerName: "jane" } }]);
      expect(described.json).toMatchObject({ workflow: { ownerName: "jane" } });
      const counts = await Promise.all(["jan", "user:labacct", '"jane"', "user:jan", "user:john"].map(search));
      expect(counts.map(({ totalSize }) => totalSize)).toEqual([1, 1, 1, 0, 0]);
    });

    test("refuses a page that is too large, and a workspace that is not there", async () => {
      await using app = await openApp();

      const large = await app.call({ method: "GET", url: "/api/workflow?max=101" });
      const workspace = await app.call({ method: "GET", url: "/api/workflow?workspaceId=7" });

      expect([large.status, large.json["fields"]]).toEqual([400, ["max"]]);
      expect([workspace.status, workspace.json["code"]]).toEqual([404, "workspace.not_found"]);
    });
  });
});
