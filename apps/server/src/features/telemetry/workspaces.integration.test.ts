import { toRunId, toWorkspaceId } from "@postern/domain";
import { describeWithDatabases, readCapture } from "@postern/testing";
import { expect, test } from "vitest";
import type { AddressedEvent } from "../../live/live-events.ts";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { publicUrl, openRunApp } from "../../testing/run-app.fixture.ts";
import type { RunApp } from "../../testing/run-app.fixture.ts";

const calls = readCapture("nextflow-24.10.0-success");
const create = calls[0]?.body as Readonly<Record<string, unknown>>;

describeWithDatabases("a run that was started elsewhere, in a workspace", ({ open, clock }) => {
  /** The workspace alpha/lab, in which Jane has a role and John another. */
  async function stage(roles: { readonly jane: string; readonly john: string } = { jane: "launch", john: "view" }) {
    const database = await open();
    const app = await openRunApp({ database, clock });
    const rows = organizationRows(database);
    const alpha = await rows.organization("alpha");
    const lab = await rows.workspace(alpha, "lab");
    const other = await rows.workspace(alpha, "other");
    for (const name of ["jane", "john"] as const) {
      const member = await rows.member(alpha, app[name], "member");
      for (const workspace of [lab, other]) await rows.participant(workspace, { member }, roles[name]);
    }
    const begin = async (token = "jane"): Promise<string> => {
      const query = `?workspaceId=${String(lab)}`;
      const made = await app.call({ method: "POST", url: `/api/trace/create${query}`, token, body: { ...create, workflowId: null } });
      const runId = String(made.json["workflowId"]);
      await app.call({ method: "PUT", url: `/api/trace/${runId}/begin${query}`, token, body: calls[1]?.body });
      return runId;
    };
    const dismiss = async () => {
      await database.query.deleteFrom("participants").execute();
      app.access.forget();
    };
    return { app, database, lab, other, begin, dismiss };
  }

  const statusOf = async (app: RunApp, runId: string) => (await app.runs.findRun(toRunId(runId)))?.status;

  test("lives there, with its address and its names, and all who may see it do", async () => {
    const { app, lab, begin } = await stage();
    await using _app = app;
    const heard: AddressedEvent[] = [];
    app.live.listen((addressed) => heard.push(addressed));

    const body = { ...create, workflowId: null };
    const made = await app.call({ method: "POST", url: `/api/trace/create?workspaceId=${String(lab)}`, body });
    const runId = await begin();

    expect(made.json).toMatchObject({
      watchUrl: `${publicUrl}/orgs/alpha/workspaces/lab/watch/${runId}`,
      metadata: { workspaceId: lab, workspaceName: "lab", workspaceFullName: "alpha/lab", orgName: "alpha" },
    });
    expect(made.json).not.toHaveProperty("message");
    const seen = await app.call<{ workflow: { id: string } }>({
      method: "GET",
      url: `/api/workflow/${runId}?workspaceId=${String(lab)}`,
      token: "john",
    });
    expect(seen.json).toMatchObject({
      workflow: { id: runId, status: "RUNNING" },
      orgName: "alpha",
      workspaceId: lab,
      workspaceName: "lab",
    });
    expect(heard[0]?.audience).toEqual({ workspaceId: toWorkspaceId(lab), permission: "workflow:read" });
  });

  test("is found from no other place, whoever looks", async () => {
    const { app, lab, other, begin } = await stage();
    await using _app = app;
    const runId = await begin();

    for (const token of ["jane", "john"]) {
      for (const query of [`?workspaceId=${String(other)}`, ""]) {
        const list = await app.call<{ totalSize: number }>({ method: "GET", url: `/api/workflow${query}`, token });
        const answers = await Promise.all(
          ["", "/progress", "/tasks", "/metrics", "/launch", "/log"].map((part) =>
            app.call({ method: "GET", url: `/api/workflow/${runId}${part}${query}`, token }),
          ),
        );
        expect(list.json.totalSize).toBe(0);
        expect(answers.map(({ status, json }) => [status, json["code"]])).toEqual(answers.map(() => [404, "run.not_found"]));
      }
    }
    const there = await app.call<{ totalSize: number }>({ method: "GET", url: `/api/workflow?workspaceId=${String(lab)}`, token: "john" });
    expect(there.json.totalSize).toBe(1);
  });

  test("goes on and is recorded when its person loses the role, the workspace or both", async () => {
    const { app, begin, dismiss } = await stage();
    await using _app = app;
    const runId = await begin();

    await dismiss();
    for (const { url, body } of calls.slice(1)) {
      const answer = await app.call({ method: "PUT", url: `/api${url.replace(/trace\/\w+/, `trace/${runId}`)}`, body });
      expect(answer.status).toBe(200);
    }

    expect(await statusOf(app, runId)).toBe("SUCCEEDED");
  });

  test("that has ended is history for somebody who may not report there any more, and grows no other runs", async () => {
    const { app, database, begin, dismiss } = await stage();
    await using _app = app;
    const runId = await begin();
    const complete = { method: "PUT", url: `/api/trace/${runId}/complete`, body: calls.at(-1)?.body } as const;
    const nested = { ...create, workflowId: runId, sessionId: "another", runName: "nested_owl", instant: 9 };
    const [ended, again] = [await app.call(complete), await app.call(complete)];

    await dismiss();
    const before = await dumpTables(database);
    const answers = [await app.call(complete), await app.call({ method: "POST", url: "/api/trace/create", body: nested })];

    expect([ended.status, again.status]).toEqual([200, 200]);
    expect(answers.map(({ status, json }) => [status, json["code"]])).toEqual(answers.map(() => [404, "run.not_found"]));
    expect(await dumpTables(database)).toBe(before);
  });

  test("is not written by another member, whatever their role", async () => {
    const { app, begin } = await stage({ jane: "launch", john: "owner" });
    await using _app = app;
    const runId = await begin();

    const { status } = await app.call({ method: "PUT", url: `/api/trace/${runId}/complete`, token: "john", body: calls.at(-1)?.body });

    expect([status, await statusOf(app, runId)]).toEqual([404, "RUNNING"]);
  });

  test("of somebody who may only look there is shown in their personal workspace, and says so", async () => {
    const { app, lab } = await stage();
    await using _app = app;

    const made = await app.call({
      method: "POST",
      url: `/api/trace/create?workspaceId=${String(lab)}`,
      token: "john",
      body: { ...create, workflowId: null },
    });

    expect([made.status, made.json["message"]]).toEqual([
      200,
      "You need the permission workflow:write in the workspace alpha/lab. The run is shown in your personal workspace.",
    ]);
    expect(made.json["watchUrl"]).toBe(`${publicUrl}/user/john/watch/${String(made.json["workflowId"])}`);
  });

  test("is the same when the call is repeated after the role was lost", async () => {
    const { app, lab, begin, dismiss } = await stage();
    await using _app = app;
    const runId = await begin();

    await dismiss();
    const again = await app.call({
      method: "POST",
      url: `/api/trace/create?workspaceId=${String(lab)}`,
      body: { ...create, workflowId: null },
    });

    expect([again.status, again.json["workflowId"]]).toEqual([200, runId]);
  });

  test("has what a task of it starts beside it, in the same workspace", async () => {
    const { app, lab, begin } = await stage();
    await using _app = app;
    const parent = await begin();
    const nested = { ...create, workflowId: parent, sessionId: "another", runName: "nested_owl", instant: 9 };

    const made = await app.call({ method: "POST", url: "/api/trace/create", body: nested });

    expect(await app.runs.findRun(toRunId(String(made.json["workflowId"])))).toMatchObject({ workspace_id: lab, parent_run_id: parent });
  });

  test("is not put into a workspace that was deleted meanwhile", async () => {
    const { app, database, lab } = await stage();
    await using _app = app;
    await app.access.findWorkspace(app.jane, lab);
    await database.query.updateTable("workspaces").set({ deleted_at: 2 }).where("id", "=", lab).execute();

    const made = await app.call({
      method: "POST",
      url: `/api/trace/create?workspaceId=${String(lab)}`,
      body: { ...create, workflowId: null },
    });

    expect([made.status, made.json["code"]]).toEqual([404, "workspace.not_found"]);
    expect(await database.query.selectFrom("runs").select("id").execute()).toEqual([]);
  });
});
