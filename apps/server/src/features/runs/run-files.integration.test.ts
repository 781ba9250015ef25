import type { ListWorkflowsResponse, Static, WorkflowLogResponse } from "@postern/contracts";
import { describeWithDatabases, readCapture } from "@postern/testing";
import { describe, expect, test } from "vitest";
import { replay } from "../../testing/replay.fixture.ts";
import { openRunApp } from "../../testing/run-app.fixture.ts";
import type { RunApp } from "../../testing/run-app.fixture.ts";

const success = readCapture("nextflow-24.10.0-success");

describeWithDatabases("files and deletion of runs", ({ open, clock }) => {
  const openApp = async (parts: Partial<Parameters<typeof openRunApp>[0]> = {}): Promise<RunApp> =>
    openRunApp({ database: await open(), clock, ...parts });

  describe("the console", () => {
    const log = async (app: RunApp, runId: string) =>
      (await app.call<Static<typeof WorkflowLogResponse>>({ method: "GET", url: `/api/workflow/${runId}/log` })).json.log;

    test("of a live run is read where it works, whole lines only", async () => {
      const bytes = Buffer.from("one\r\ntwo\nthr");
      await using app = await openApp({ reader: { liveLogs: { tail: () => Promise.resolve({ bytes, fileSizeBytes: 100 }) } } });
      const runId = await app.launch("launched1");

      expect(await log(app, runId)).toMatchObject({ entries: ["one", "two"], truncated: true, pending: true, message: null });
    });

    test("of an ended run is the copy that was kept, to its last word", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");
      await app.runs.keepLog(runId, "console", { bytes: Buffer.from("old"), fileSizeBytes: 3 });
      await app.runs.keepLog(runId, "console", { bytes: Buffer.from("one\nend"), fileSizeBytes: 7 });
      await app.runs.settle(runId, { status: "SUCCEEDED", reason: "It ended.", at: clock.now() });

      const file = await app.call({ method: "GET", url: `/api/workflow/${runId}/download?fileName=nf-${runId}.txt` });

      const name = `nf-${runId}.txt`;
      const downloads = [{ saveName: name, fileName: name, displayText: "Console output" }];
      expect(await log(app, runId)).toMatchObject({ entries: ["one", "end"], truncated: false, pending: false, downloads });
      expect([file.status, file.text, file.headers["content-type"]]).toEqual([200, "one\nend", "text/plain; charset=utf-8"]);
    });

    test("of a run that ended before its copy was kept is read where it worked", async () => {
      const bytes = Buffer.from("one\nend");
      await using app = await openApp({ reader: { liveLogs: { tail: () => Promise.resolve({ bytes, fileSizeBytes: 7 }) } } });
      const runId = await app.launch("launched1");
      await app.runs.settle(runId, { status: "SUCCEEDED", reason: "It ended.", at: clock.now() });

      expect(await log(app, runId)).toMatchObject({ entries: ["one", "end"], pending: false });
    });

    test("of a run from outside is explained", async () => {
      await using app = await openApp();
      const runId = await replay(app, success);

      expect(await log(app, runId)).toMatchObject({ entries: [], message: expect.stringContaining("outside Postern") as string });
    });

    test("comes under no other name", async () => {
      await using app = await openApp();
      const runId = await app.launch("launched1");
      await app.runs.keepLog(runId, "console", { bytes: Buffer.from("x"), fileSizeBytes: 1 });

      for (const fileName of ["../../etc/passwd", "nf-other.txt", ".command.log", `nf-${runId}.log`]) {
        const { status, json } = await app.call({
          method: "GET",
          url: `/api/workflow/${runId}/download?fileName=${encodeURIComponent(fileName)}`,
        });

        expect([status, json["code"]]).toEqual([404, "file.not_found"]);
      }
    });
  });

  describe("deleting", () => {
    test("refuses a run that is under way", async () => {
      await using app = await openApp();
      const runId = await replay(app, success.slice(0, 3));

      const { status, json } = await app.call({ method: "DELETE", url: `/api/workflow/${runId}?force=true` });

      expect([status, json["code"]]).toEqual([409, "run.active"]);
    });

    test("hides an ended run, and says who did it", async () => {
      await using app = await openApp();
      const runId = await replay(app, success);

      const { status, text } = await app.call({ method: "DELETE", url: `/api/workflow/${runId}` });

      const gone = await app.call({ method: "GET", url: `/api/workflow/${runId}` });
      const list = await app.call<ListWorkflowsResponse>({ method: "GET", url: "/api/workflow" });
      const audit = await app.database.query.selectFrom("audit_entries").selectAll().execute();
      expect([status, text, gone.status, list.json.totalSize]).toEqual([204, "", 404, 0]);
      expect(audit).toMatchObject([
        { action: "run.create", target_id: runId, actor_name: "jane", client: "http", remote_address: "127.0.0.1" },
        { action: "run.end", target_id: runId, actor_user_id: null, detail: expect.stringContaining("SUCCEEDED") },
        { action: "run.delete", target_id: runId, actor_user_id: app.jane },
      ]);
    });
  });
});
