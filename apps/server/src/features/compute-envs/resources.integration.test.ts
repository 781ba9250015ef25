import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";
import { describeEnvironments } from "../../testing/environment-scene.fixture.ts";
import type { EnvironmentTests } from "../../testing/environment-scene.fixture.ts";
import { registerQuestionRoutes } from "../launches/sweep/question-routes.ts";
import { registerResourceRoutes } from "./resource-routes.ts";
import { registerComputeEnvRoutes } from "./routes.ts";

const asked = { account: "ab12", qos: "long", wallTimeSeconds: 172_800, memoryMb: 4096, cpus: 2, constraint: "ssd", noticeSeconds: 600 };
const none = { account: null, qos: null, wallTimeSeconds: null, memoryMb: null, cpus: null, constraint: null, noticeSeconds: null };

const routes: EnvironmentTests = {
  what: "what head jobs ask of a cluster, and what it offers",
  register: (server, app) => {
    registerComputeEnvRoutes(server, app);
    registerResourceRoutes(server, app);
    registerQuestionRoutes(server, { environments: app.environments, counts: app.runReconciler });
  },
};

describeEnvironments(routes, (scene) => {
  const { call, create } = scene;
  const pathOf = (id: unknown, part: string) => `/api/postern/v1/compute-envs/${String(id)}/${part}`;

  /** The cluster answers these programs so, and knows no other. */
  function answering(answers: Readonly<Record<string, Partial<CommandResult>>>): void {
    scene.app.ways.fateOf = ([program = ""]) => {
      const result = answers[program];
      return result === undefined ? { kind: "missing" } : { kind: "answer", result: { exitCode: 0, stdout: "", stderr: "", ...result } };
    };
  }

  test("is set with the environment, changed as a whole, and recorded", async () => {
    const { json: made } = await create({ resources: { ...asked, constraint: " ssd ", qos: "" } });
    const id = made["computeEnvId"];
    const first = await call("GET", pathOf(id, "resources"));

    const change = { resources: { account: "cd34", cpus: null }, lastUpdated: first.json["lastUpdated"] };
    const changed = await call("PUT", pathOf(id, "resources"), change);
    const late = await call("PUT", pathOf(id, "resources"), change);

    expect(first.json["resources"]).toEqual({ ...asked, qos: null });
    expect([changed.status, late.status]).toEqual([204, 409]);
    expect(late.json["code"]).toBe("request.outdated");
    expect((await call("GET", pathOf(id, "resources"))).json["resources"]).toEqual({ ...none, account: "cd34" });
    const entries = await scene.database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
    expect(entries.map(({ action }) => action)).toEqual(["environment.create", "environment.change_resources"]);
    expect(JSON.stringify(entries[1])).toContain("cd34");
  });

  test("is nothing for a client that does not know of it, and stands outside of the public settings", async () => {
    const { json: made } = await create();
    const id = made["computeEnvId"];
    const before = await call("GET", `/api/compute-envs/${String(id)}`);

    await call("PUT", pathOf(id, "resources"), { resources: asked });
    const after = await call("GET", `/api/compute-envs/${String(id)}`);

    const shown = (answer: typeof after) => ({ ...(answer.json["computeEnv"] as object), lastUpdated: "" });
    expect(shown(after)).toEqual(shown(before));
  });

  test("is refused with its member named when the scheduler cannot be asked for it, and nothing is made or changed", async () => {
    const refused = await create({ resources: { qos: "high" } }, { platform: "altair-platform" });
    const { json: made } = await create();
    const short = await call("PUT", pathOf(made["computeEnvId"], "resources"), { resources: { wallTimeSeconds: 59 } });
    const option = await call("PUT", pathOf(made["computeEnvId"], "resources"), { resources: { account: "--wrap=id" } });

    expect(refused).toMatchObject({ status: 400, json: { code: "request.invalid", fields: ["resources.qos"] } });
    expect(short).toMatchObject({ status: 400, json: { fields: ["resources.wallTimeSeconds"] } });
    expect(option).toMatchObject({ status: 400, json: { fields: ["resources.account"] } });
    expect(await scene.app.environments.list(scene.app.jane)).toMatchObject([{ resources: {} }]);
  });

  test("of another person's environment there is nothing to see, change or ask", async () => {
    const { json: made } = await create({ resources: asked });
    const id = made["computeEnvId"];
    const offer = `/api/postern/v1/cluster-offer?platform=slurm-platform&credentialsId=${scene.app.credentialsId}`;

    const answers = [
      await call("GET", pathOf(id, "resources"), undefined, "john"),
      await call("PUT", pathOf(id, "resources"), { resources: {} }, "john"),
      await call("GET", pathOf(id, "offer"), undefined, "john"),
      await call("GET", offer, undefined, "john"),
    ];

    expect(answers.map(({ status, json }) => `${String(status)} ${String(json["code"])}`)).toEqual([
      ...["404 environment.not_found", "404 environment.not_found", "404 environment.not_found", "404 credential.not_found"],
    ]);
    expect(scene.app.ways.commands).toEqual([]);
  });

  test("queues and accounts come with their limits, and the cluster is asked once for all forms of a minute", async () => {
    const { json: made } = await create();
    answering({
      sinfo: { stdout: "normal*|postern|up|2-00:00:00|192000|48\nold|postern|down|infinite|0|0\n" },
      sacctmgr: { stdout: "ab12|long,normal\n" },
    });
    const urls = [pathOf(made["computeEnvId"], "offer"), pathOf(made["computeEnvId"], "offer")];

    const [one, other] = await Promise.all(urls.map((url) => call("GET", url)));
    scene.app.clock.moveOn(61_000);
    await call("GET", urls[0] ?? "");

    const limits = { maxWallTimeSeconds: 172_800, maxMemoryMb: 192_000, maxCpus: 48 };
    expect(one?.json).toMatchObject({
      queues: [
        { name: "normal", isOpen: true, isDefault: true, ...limits },
        { name: "old", isOpen: false, isDefault: false, maxWallTimeSeconds: null, maxMemoryMb: null, maxCpus: null },
      ],
      accounts: [{ name: "ab12", qualities: ["long", "normal"] }],
      problems: [],
    });
    expect(other?.json).toEqual(one?.json);
    expect(scene.app.ways.count("sinfo")).toBe(2);
  });

  test("before there is an environment its credential is asked; one question without an answer spoils no other", async () => {
    answering({ sinfo: { stdout: "normal|postern|up|infinite|0|0\n" }, sacctmgr: { exitCode: 1, stderr: "sacctmgr: error: no way\n" } });

    const { json } = await call("GET", `/api/postern/v1/cluster-offer?platform=slurm-platform&credentialsId=${scene.app.credentialsId}`);

    expect(json).toMatchObject({
      queues: [{ name: "normal" }],
      accounts: null,
      problems: [{ about: "accounts", message: expect.stringContaining("no way") as string }],
    });
  });

  test("a cluster that cannot be asked is said so at once, and asked again by the next form", async () => {
    const { json: made } = await create();
    const offer = pathOf(made["computeEnvId"], "offer");
    answering({});
    const mute = await call("GET", offer);
    scene.app.ways.isOffline = true;
    const away = await call("GET", offer);

    scene.app.ways.isOffline = false;
    answering({ sinfo: { stdout: "normal|postern|up|infinite|0|0\n" }, sacctmgr: {} });
    const back = await call("GET", offer);

    expect(mute).toMatchObject({ status: 503, json: { code: "scheduler.unanswered" } });
    expect(away).toMatchObject({ status: 503, json: { code: "agent.offline" } });
    expect(back).toMatchObject({ status: 200, json: { accounts: [] } });
  });

  test("how often the scheduler is asked is told to whoever may see the environment", async () => {
    const { json: made } = await create();
    const path = pathOf(made["computeEnvId"], "questions");

    expect(await call("GET", path)).toMatchObject({ status: 200, json: { isAskedHere: true, accounts: [] } });
    expect(await call("GET", path, undefined, "john")).toMatchObject({ status: 404 });
  });
});
