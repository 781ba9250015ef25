import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { beforeAll, describe, expect, test } from "vitest";

import { ensureNextflow } from "./install.mjs";
import { LaunchFolder, PIPELINES } from "./nextflow-run.ts";
import { ANSWERED_ID, TraceServer } from "./trace-server.ts";

const TINY = ["run", join(PIPELINES, "tiny")];
const TOKEN = { TOWER_ACCESS_TOKEN: "some-secret" };
const PERSONAL_TOKEN = Buffer.from('{"tid": 42}.0123456789abcdef').toString("base64");

beforeAll(async () => {
  await ensureNextflow();
});

describe.concurrent("a run under the provided nextflow", { timeout: 300_000 }, () => {
  test("reports create, begin, progress and complete under the id that was answered", async () => {
    await using server = await TraceServer.start(({ call }) =>
      call === "create"
        ? { body: { workflowId: ANSWERED_ID, watchUrl: "http://watch.example/1", message: "the disk is nearly full" } }
        : undefined,
    );
    await using folder = await LaunchFolder.create();
    const words = [...TINY, "-with-tower", server.url];

    const first = await folder.run({ words, env: { ...TOKEN, TOWER_WORKSPACE_ID: "7" } });

    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.output).toContain("Monitor this run: http://watch.example/1");
    expect(first.output).toContain("the disk is nearly full");
    expect(server.calls.slice(0, 3)).toEqual(["create", "begin", "progress"]);
    expect(server.calls.slice(2, -1).every((call) => call === "progress")).toBe(true);
    expect(server.calls.at(-1)).toBe("complete");
    expect(new Set(server.requests.slice(1).map(({ path }) => path.split("/")[2]))).toEqual(new Set([ANSWERED_ID]));
    expect(server.requests.every(({ query }) => query === "?workspaceId=7")).toBe(true);
    expect(server.requests[0]?.headers).toMatchObject({
      "user-agent": "Nextflow/24.10.0",
      authorization: `Basic ${Buffer.from("@token:some-secret").toString("base64")}`,
    });
    expect(server.of("begin")[0]?.body).toMatchObject({
      processNames: ["HELLO", "GATHER"],
      towerLaunch: false,
      workflow: { id: ANSWERED_ID, success: false, nextflow: { version: "24.10.0" }, params: { nap: 0 } },
    });
    expect(server.of("begin")[0]?.body.workflow["commandLine"]).toMatch(`-with-tower '${server.url}'`);
    expect([...server.tasks.values()].map((task) => task["status"])).toEqual(["COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED"]);
    expect(server.of("complete")[0]?.body).toMatchObject({
      workflow: { success: true, exitStatus: 0, stats: { succeededCount: 4 } },
      progress: { succeeded: 4, running: 0, pending: 0, failed: 0 },
      metrics: [{ process: "HELLO" }, { process: "GATHER" }],
    });

    const again = await folder.run({ words: [...words, "-resume"], env: TOKEN });

    expect(again).toMatchObject({ exitCode: 0 });
    expect(server.of("complete")[1]?.body).toMatchObject({ workflow: { resume: true }, progress: { cached: 4, succeeded: 0 } });
  });

  test("that fails says so, with the words of the failing task; a create that met a busy server is repeated word for word", async () => {
    await using server = await TraceServer.start(({ call }, before) =>
      call === "create" && before.length === 0
        ? { status: 503, body: { message: "starting" }, headers: { "retry-after": "1" } }
        : undefined,
    );
    await using folder = await LaunchFolder.create();

    const end = await folder.run({ words: [...TINY, "--fail", "true", "-with-tower", server.url], env: TOKEN });

    expect(end).toMatchObject({ exitCode: 1 });
    expect(server.of("create")).toHaveLength(2);
    expect(server.of("create")[1]?.text).toBe(server.of("create")[0]?.text);
    expect([...server.tasks.values()].find((task) => task["name"] === "GATHER")).toMatchObject({
      status: "FAILED",
      exit: 3,
      errorAction: "TERMINATE",
    });
    expect(server.of("complete")).toHaveLength(1);
    expect(server.of("complete")[0]?.body).toMatchObject({
      workflow: { success: false, exitStatus: 3 },
      progress: { succeeded: 3, failed: 1 },
    });
    expect(server.of("complete")[0]?.body.workflow["errorReport"]).toContain("it was asked to fail");
  });

  test("that is stopped by SIGTERM aborts its tasks and reports the end", async () => {
    await using server = await TraceServer.start();
    await using folder = await LaunchFolder.create();
    const { process: nextflow, end } = await folder.start({ words: [...TINY, "--nap", "300", "-with-tower", server.url], env: TOKEN });
    await server.until(({ tasks }) => [...tasks.values()].some((task) => task["status"] === "RUNNING"));

    nextflow.kill("SIGTERM");

    expect(await end).toMatchObject({ exitCode: 1 });
    expect([...server.tasks.values()].some((task) => task["status"] === "ABORTED")).toBe(true);
    expect(server.calls.at(-1)).toBe("complete");
    expect(server.of("complete").at(-1)?.body).toMatchObject({ workflow: { success: false, exitStatus: null, errorReport: "SIGTERM" } });
  });

  test("that the platform launched takes everything from the environment and gives signs of life", async () => {
    await using server = await TraceServer.start(({ call }) =>
      call === "heartbeat" ? { status: 404, body: { message: "no such run" } } : undefined,
    );
    await using folder = await LaunchFolder.create();
    const link = join(folder.path, "nextflow");
    await symlink((await ensureNextflow()).command, link);
    const sessionId = "58c14142-f530-493a-969d-7acdaa878363";

    const end = await folder.run({
      command: ["setsid", "--wait", link],
      words: [...TINY, "--names", "alfa", "--nap", "3", "-with-tower", "-name", "my_run_01"],
      env: {
        TOWER_ACCESS_TOKEN: PERSONAL_TOKEN,
        TOWER_API_ENDPOINT: `${server.url}/`,
        TOWER_WORKFLOW_ID: "9z8y7x6w5v4u3t",
        TOWER_WORKSPACE_ID: "7",
        TOWER_ALLOW_NEXTFLOW_LOGS: "true",
        TOWER_REFRESH_TOKEN: "unused",
        NXF_UUID: sessionId,
        NXF_LOG_FILE: "nf-x.log",
        NXF_OUT_FILE: "nf-x.txt",
        POSTERN_OBSERVER_HEARTBEAT_SECONDS: "0.5",
      },
    });

    expect(end).toMatchObject({ exitCode: 0 });
    expect(server.of("create")[0]?.body).toMatchObject({ workflowId: "9z8y7x6w5v4u3t", sessionId, runName: "my_run_01" });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${PERSONAL_TOKEN}`);
    expect(server.requests.every(({ query }) => query === "?workspaceId=7")).toBe(true);
    expect(server.of("begin")[0]?.path).toBe(`/trace/${ANSWERED_ID}/begin`);
    expect(server.of("begin")[0]?.body).toMatchObject({ towerLaunch: true, workflow: { logFile: "nf-x.log", outFile: "nf-x.txt" } });
    expect(server.of("begin")[0]?.body.workflow["operationId"]).toMatch(/^local-platform::\d+$/);
    // The first may come before the task has begun.
    expect(server.of("heartbeat").map(({ body }) => body.progress)).toContainEqual(expect.objectContaining({ running: 1 }));
    expect(await readFile(join(folder.path, "nf-x.log"), "utf8")).toContain("my_run_01");
  });

  test("stops before its first task when the server refuses it, and shows the reason", async () => {
    await using server = await TraceServer.start(() => ({ status: 403, body: { message: "this workspace is closed" } }));
    await using folder = await LaunchFolder.create();

    const end = await folder.run({ words: [...TINY, "-with-tower", server.url], env: TOKEN });

    expect(end).toMatchObject({ exitCode: 1 });
    expect(end.output).toContain("this workspace is closed");
    expect(server.calls).toEqual(["create"]);
    expect(end.output).not.toContain("Submitted process");
  });

  test("is aborted when its progress is refused, and sends nothing more", async () => {
    await using server = await TraceServer.start(({ call }) =>
      call === "progress" ? { status: 404, body: { message: "no such run" } } : undefined,
    );
    await using folder = await LaunchFolder.create();

    const end = await folder.run({ words: [...TINY, "--nap", "300", "-with-tower", server.url], env: TOKEN });

    expect(end).toMatchObject({ exitCode: 1 });
    expect(end.output).toContain("no such run");
    expect(server.calls).toEqual(["create", "begin", "progress"]);
  });

  test("does not wait for a slow server, and later sends at most 100 tasks at a time", async () => {
    await using folder = await LaunchFolder.create();
    const marker = join(folder.path, "done");
    await using server = await TraceServer.start(async ({ call }) => {
      // The first progress is answered only when the whole pipeline is through.
      if (call !== "progress") return undefined;
      while (!existsSync(marker)) await pause(50);
      return undefined;
    });

    const end = await folder.run({ words: ["run", join(PIPELINES, "many"), "--marker", marker, "-with-tower", server.url], env: TOKEN });

    expect(end).toMatchObject({ exitCode: 0 });
    expect(Math.max(...server.of("progress").map(({ body }) => body.tasks.length))).toBe(100);
    expect([...server.tasks.values()].filter((task) => task["status"] === "COMPLETED")).toHaveLength(250);
  });

  test("says which variable is missing when it cannot be monitored", async () => {
    await using folder = await LaunchFolder.create();

    const noToken = await folder.run({ words: [...TINY, "-with-tower", "http://127.0.0.1:9"] });
    const noServer = await folder.run({ words: [...TINY, "-with-tower"], env: TOKEN });

    expect(noToken).toMatchObject({ exitCode: 1 });
    expect(noToken.output).toContain("TOWER_ACCESS_TOKEN");
    expect(noServer).toMatchObject({ exitCode: 1 });
    expect(noServer.output).toContain("TOWER_API_ENDPOINT");
  });

  test("tells its version", async () => {
    await using folder = await LaunchFolder.create();

    const end = await folder.run({ words: ["-version"], env: TOKEN });

    expect(end).toMatchObject({ exitCode: 0 });
    expect(end.output).toContain("version 24.10.0");
  });
});
