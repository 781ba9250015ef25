import type { EnvironmentCheckResponse } from "@postern/contracts";
import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClusterApp } from "../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../testing/cluster-app.fixture.ts";
import { openClusterHttp } from "../../testing/cluster-http.fixture.ts";
import type { ClusterHttp } from "../../testing/cluster-http.fixture.ts";
import { registerLaunchRoutes } from "../launches/routes.ts";
import { registerComputeEnvRoutes } from "./routes.ts";

describeWithDatabases("compute environments over HTTP", (fixture) => {
  let database: Database;
  let app: ClusterApp;
  let http: ClusterHttp;

  beforeEach(async () => {
    database = await fixture.open();
    app = await openClusterApp({ database });
    http = await openClusterHttp(app, database, (server) => {
      registerComputeEnvRoutes(server, app);
      registerLaunchRoutes(server, app.launches);
    });
  });

  afterEach(async () => {
    await http[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  const call: ClusterHttp["call"] = (...asked) => http.call(...asked);

  const local = (name: string, more: object = {}) => ({
    computeEnv: { name, platform: "local-platform", credentialsId: app.credentialsId, config: { workDir: app.cluster.work }, ...more },
  });

  async function check(): Promise<void> {
    await app.environmentReconciler.step(new AbortController().signal);
    await app.environmentReconciler.idle();
  }

  async function create(name: string): Promise<string> {
    const { json } = await call("POST", "/api/compute-envs", local(name));
    return String(json["computeEnvId"]);
  }

  test("a new one is CREATING, then AVAILABLE, and the first becomes primary", async () => {
    const id = await create("first");
    const early = (await call("GET", `/api/compute-envs/${id}`)).json["computeEnv"];

    await check();
    const late = (await call("GET", `/api/compute-envs/${id}?attributes=labels`)).json["computeEnv"];
    await create("second");
    await check();

    expect(early).toMatchObject({ status: "CREATING", primary: false });
    expect(late).toMatchObject({
      ...{ id, name: "first", platform: "local-platform", status: "AVAILABLE", primary: true, deleted: false, message: null },
      ...{ workspaceId: null, orgId: null, credentialsId: app.credentialsId },
      config: { discriminator: "local-platform", workDir: app.cluster.work, launchDir: null, environment: null },
    });
    const list = (await call("GET", "/api/compute-envs?status=AVAILABLE")).json["computeEnvs"] as { primary: boolean }[];
    expect(list.map(({ primary }) => primary)).toEqual([true, false]);
  });

  test("what is said of an LSF site comes back, and other platforms have no such members", async () => {
    const says = { unitForLimits: "GB", perJobMemLimit: true };
    const platform = "lsf-platform";
    const { json } = await call("POST", "/api/compute-envs", local("lsf", { platform, config: { workDir: app.cluster.work, ...says } }));
    const other = await create("other");

    const configOf = async (id: unknown): Promise<unknown> =>
      ((await call("GET", `/api/compute-envs/${String(id)}`)).json["computeEnv"] as { config: unknown }).config;
    expect(await configOf(json["computeEnvId"])).toMatchObject({ discriminator: platform, ...says, perTaskReserve: null });
    expect(await configOf(other)).not.toHaveProperty("unitForLimits");
  });

  test("the check is told step by step, and each change reaches the pages", async () => {
    const id = await create("first");
    await check();

    const { json } = await call("GET", `/api/postern/v1/compute-envs/${id}/check`);

    expect(json).toMatchObject({ computeEnvId: id, isRunning: false });
    const steps = json["steps"] as { key: string; status: string; summary: string }[];
    expect(steps.map(({ key }) => key)).toEqual([
      ...["channel", "policy", "shell", "scheduler", "queues", "workDir", "freeSpace", "clock", "java", "nextflow"],
      ...["trialJob", "sharedFiles", "containers", "scratch", "wayBack"],
    ]);
    expect(steps.filter(({ status }) => status === "failed")).toEqual([]);
    const programs = steps.filter(({ key }) => key === "java" || key === "nextflow");
    expect(programs.map(({ summary }) => summary)).toEqual(["Java 17.0.15", "Nextflow 24.10.0"]);
    const states = app.events.flatMap((event) => (event.type === "compute-env" ? [event.status] : []));
    expect(states.length).toBeGreaterThan(6);
    expect(states.at(-1)).toBe("AVAILABLE");
  });

  test("a missing work directory makes it ERRORED with a cure, and a later check finds it mended", async () => {
    const { json } = await call("POST", "/api/compute-envs", local("bad", { config: { workDir: `${app.cluster.root}/later` } }));
    const id = String(json["computeEnvId"]);
    await check();
    const failed = (await call("GET", `/api/compute-envs/${id}`)).json["computeEnv"];

    await app.cluster.pipeline("../later", "");
    const restarted = await call("POST", `/api/postern/v1/compute-envs/${id}/check`);
    await check();

    expect(failed).toMatchObject({ status: "ERRORED", message: expect.stringMatching(/later does not exist on .*mkdir -p/) as string });
    expect(restarted).toMatchObject({ status: 202, json: { isRunning: true } });
    expect((await call("GET", `/api/compute-envs/${id}`)).json["computeEnv"]).toMatchObject({ status: "AVAILABLE", message: null });
    const entries = await database.query.selectFrom("audit_entries").select(["action", "actor_name"]).where("target_id", "=", id).execute();
    expect(entries).toEqual([
      { action: "environment.create", actor_name: "jane" },
      { action: "environment.check", actor_name: "jane" },
    ]);
  });

  test("one that failed for want of an agent is checked again when the agent is there", async () => {
    app.ways.isOffline = true;
    const id = await create("first");
    await check();
    await check();
    const { steps: failed } = (await call("GET", `/api/postern/v1/compute-envs/${id}/check`)).json as unknown as EnvironmentCheckResponse;

    app.ways.isOffline = false;
    await check();

    expect(failed[0]).toMatchObject({ status: "failed", summary: "No agent is connected as cluster." });
    expect(new Set(failed.slice(1).map(({ status }) => status))).toEqual(new Set(["skipped"]));
    expect((await call("GET", `/api/compute-envs/${id}`)).json["computeEnv"]).toMatchObject({ status: "AVAILABLE" });
  });

  test("after DELETE it says DELETED, its name is free, and it is gone from the list", async () => {
    const id = await create("first");
    await check();

    const removed = await call("DELETE", `/api/compute-envs/${id}`);

    expect(removed.status).toBe(204);
    expect(await call("GET", `/api/compute-envs/${id}`)).toMatchObject({
      status: 200,
      json: { computeEnv: { status: "DELETED", deleted: true, primary: false } },
    });
    expect((await call("GET", "/api/compute-envs")).json["computeEnvs"]).toEqual([]);
    expect((await call("POST", "/api/compute-envs", local("first"))).status).toBe(200);
    expect((await call("DELETE", `/api/compute-envs/${id}`)).status).toBe(404);
  });

  test("one with unfinished runs is not deleted", async () => {
    const id = await create("first");
    await check();
    const pipeline = await app.cluster.pipeline("slow", "sleep 2");
    const launched = await call("POST", "/api/workflow/launch", { launch: { pipeline, runName: "busy_bee", computeEnvId: id } });

    const removed = await call("DELETE", `/api/compute-envs/${id}`);
    const cancelled = await call("POST", `/api/workflow/${String(launched.json["workflowId"])}/cancel`);

    expect(launched.status).toBe(200);
    expect(removed).toMatchObject({
      status: 409,
      json: { code: "environment.in_use", message: expect.stringContaining("busy_bee") as string },
    });
    expect(cancelled.status).toBe(204);
  });

  test.each([
    ["a bad name", { name: "a b" }, 400, "environment.name_invalid"],
    ["an unknown platform", { platform: "aws-batch" }, 400, "environment.platform_unsupported"],
    ["a missing work directory", { config: {} }, 400, "request.invalid"],
    ["a workspace that is not the one of the address", { workspaceId: 7 }, 400, "request.invalid"],
    ["a NUL in the name", { name: "a\0b" }, 400, "request.invalid"],
    ["a name of 101 letters", { name: "a".repeat(101) }, 400, "request.invalid"],
  ])("%s is refused, and nothing is stored", async (_what, change, status, code) => {
    const answer = await call("POST", "/api/compute-envs", local("good", change));

    expect(answer).toMatchObject({ status, json: { code } });
    expect((await call("GET", "/api/compute-envs")).json["computeEnvs"]).toEqual([]);
  });

  test("a name is taken once, and the check while typing says so", async () => {
    await create("first");

    expect(await call("POST", "/api/compute-envs", local("first"))).toMatchObject({
      status: 409,
      json: { code: "environment.name_taken" },
    });
    expect((await call("GET", "/api/compute-envs/validate?name=first")).status).toBe(409);
    expect((await call("GET", "/api/compute-envs/validate?name=second")).status).toBe(204);
    expect((await call("GET", "/api/compute-envs/validate?name=a%20b")).status).toBe(400);
  });

  test("the machine of the server is for administrators only", async () => {
    const own = { computeEnv: { name: "own", platform: "local-platform", credentialsId: null, config: { workDir: "/tmp" } } };

    expect((await call("POST", "/api/compute-envs", own)).status).toBe(200);
    expect(await call("POST", "/api/compute-envs", own, "john")).toMatchObject({ status: 403, json: { code: "auth.forbidden" } });
    const slurm = { computeEnv: { ...own.computeEnv, platform: "slurm-platform" } };
    expect(await call("POST", "/api/compute-envs", slurm)).toMatchObject({ status: 400, json: { fields: ["computeEnv.credentialsId"] } });
  });

  test("what belongs to another user does not exist", async () => {
    const id = await create("first");
    await check();

    for (const [method, url] of [
      ["GET", `/api/compute-envs/${id}`],
      ["DELETE", `/api/compute-envs/${id}`],
      ["POST", `/api/compute-envs/${id}/primary`],
      ["GET", `/api/postern/v1/compute-envs/${id}/check`],
      ["POST", `/api/postern/v1/compute-envs/${id}/check`],
    ] as const) {
      expect(await call(method, url, undefined, "john")).toMatchObject({ status: 404, json: { code: "environment.not_found" } });
    }
    const launch = { launch: { pipeline: "/tmp", computeEnvId: id } };
    expect((await call("POST", "/api/workflow/launch", launch, "john")).status).toBe(404);
  });

  test("primary is one at a time, and only what is available", async () => {
    const first = await create("first");
    const second = await create("second");
    const early = await call("POST", `/api/compute-envs/${second}/primary`);
    await check();

    const late = await call("POST", `/api/compute-envs/${second}/primary`);

    expect(early).toMatchObject({ status: 409, json: { code: "environment.not_available" } });
    expect(late.status).toBe(204);
    expect((await call("GET", `/api/compute-envs/${first}`)).json["computeEnv"]).toMatchObject({ primary: false });
    expect((await call("GET", `/api/compute-envs/${second}`)).json["computeEnv"]).toMatchObject({ primary: true });
  });

  test("a launch on one that is not available names its reason", async () => {
    app.ways.isOffline = true;
    const id = await create("first");
    await check();

    const answer = await call("POST", "/api/workflow/launch", { launch: { pipeline: "/tmp", computeEnvId: id } });

    expect(answer).toMatchObject({
      status: 409,
      json: { code: "environment.not_available", message: expect.stringContaining("No agent is connected") as string },
    });
  });

  test("a launch form with explicit nulls everywhere is fine, and a path that is missing is said at its field", async () => {
    await create("first");
    await check();
    const unset = { id: null, revision: null, workDir: null, runName: null, configProfiles: null, paramsText: null, resume: null };

    const answer = await call("POST", "/api/workflow/launch", { launch: { pipeline: "/no/such", ...unset } });

    expect(answer).toMatchObject({ status: 400, json: { code: "launch.pipeline_not_found", fields: ["launch.pipeline"] } });
  });
});
