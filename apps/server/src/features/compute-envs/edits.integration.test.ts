import { expect, test } from "vitest";
import { describeEnvironments } from "../../testing/environment-scene.fixture.ts";
import type { EnvironmentTests } from "../../testing/environment-scene.fixture.ts";
import { registerLaunchRoutes } from "../launches/routes.ts";
import { registerEnvironmentEditRoutes } from "./edit-routes.ts";
import { registerPlatformRoutes } from "./platform-routes.ts";
import { registerComputeEnvRoutes } from "./routes.ts";

const routes: EnvironmentTests = {
  what: "environments as they are edited",
  register: (server, app) => {
    registerComputeEnvRoutes(server, app);
    registerEnvironmentEditRoutes(server, app);
    registerPlatformRoutes(server);
    registerLaunchRoutes(server, app.launches);
  },
};

describeEnvironments(routes, (scene) => {
  const { call, check } = scene;
  const at = (id: string, more = "") => `/api/compute-envs/${id}${more}`;
  const describe = async (id: string) => (await call("GET", at(id))).json["computeEnv"] as Readonly<Record<string, unknown>>;
  const edit = (id: string, computeEnv: object, more: object = {}) =>
    call("PUT", `/api/postern/v1/compute-envs/${id}`, { computeEnv, ...more });
  const acts = async (id: string) => {
    const trail = scene.database.query.selectFrom("audit_entries").select(["action", "before_image"]).where("target_id", "=", id);
    return trail.orderBy("id").execute();
  };

  /** After one more look at the cluster, when it may be asked again. */
  async function statusOf(run: string): Promise<string> {
    scene.app.clock.moveOn(31_000);
    await scene.app.sweep();
    return (await scene.database.query.selectFrom("runs").select("status").where("id", "=", run).executeTakeFirstOrThrow()).status;
  }

  async function credential(id: string, provider: string): Promise<string> {
    const model = await scene.database.query
      .selectFrom("credentials")
      .selectAll()
      .where("id", "=", scene.app.credentialsId)
      .executeTakeFirstOrThrow();
    const row = { ...model, id: id.padEnd(22, "0"), name: id, provider, public_keys: "{}", connection_id: null };
    await scene.database.query.insertInto("credentials").values(row).execute();
    return row.id;
  }

  /** One whose jobs begin and do not end by themselves. */
  async function runOn(id: string): Promise<string> {
    const pipeline = await scene.app.cluster.pipeline("long", `while [ ! -e ${scene.app.cluster.root}/pipelines/go ]; do sleep 0.05; done`);
    const { json } = await call("POST", "/api/workflow/launch", { launch: { pipeline, computeEnvId: id } });
    return String(json["workflowId"]);
  }

  test("settings go back as they came, with a line more, as the page does that loads a module; a check begins", async () => {
    const environment = [{ name: "A", value: "b", head: true, compute: false }];
    const id = await scene.app.environment("local-platform", { environment, preRunScript: "true" });
    const { config, lastUpdated } = await describe(id);

    const answer = await edit(
      id,
      { config: { ...(config as object), preRunScript: "true\nmodule load nextflow/24.10.4" } },
      { lastUpdated },
    );

    expect(answer.status).toBe(204);
    expect((await describe(id))["config"]).toEqual({ ...(config as object), preRunScript: "true\nmodule load nextflow/24.10.4" });
    expect((await scene.app.environments.describe(scene.app.jane, id)).checkFinishedAt).toBeNull();
  });

  test("that a PBS is Torque stays where a client leaves it out that does not know of it, and goes where it is said", async () => {
    const id = await scene.app.environment("altair-platform", { isTorque: true, headQueue: "batch" });
    const config = async () => (await describe(id))["config"] as { readonly isTorque?: unknown };
    const { isTorque, ...known } = await config();

    expect((await edit(id, { config: { ...known, headQueue: "long" } })).status).toBe(204);
    const left = await config();
    expect((await edit(id, { config: { ...left, isTorque: null } })).status).toBe(204);

    expect([isTorque, left]).toEqual([true, { ...known, headQueue: "long", isTorque: true }]);
    expect(await config()).not.toHaveProperty("isTorque");
  });

  test("name and description change as the public API says, are in the trail, and no check is asked for", async () => {
    const id = await scene.app.environment("local-platform");
    const { checkFinishedAt } = await scene.app.environments.describe(scene.app.jane, id);

    expect((await call("PUT", at(id), { name: "renamed", description: "of the lab" })).status).toBe(204);
    expect((await call("PUT", at(id), { name: "renamed", description: null })).status).toBe(204);
    const shown = await describe(id);
    expect((await call("PUT", at(id), { description: "" })).status).toBe(204);

    expect(shown).toMatchObject({ name: "renamed", description: "of the lab", status: "AVAILABLE" });
    expect(await describe(id)).toMatchObject({ name: "renamed", description: null });
    expect((await scene.app.environments.describe(scene.app.jane, id)).checkFinishedAt).toBe(checkFinishedAt);
    const [, first, second, ...more] = await acts(id);
    expect([first?.action, second?.action, more]).toEqual(["environment.update", "environment.update", []]);
    expect(JSON.parse(second?.before_image ?? "")).toMatchObject({ name: "renamed", description: "of the lab" });
  });

  test.each([
    [{ name: "two words" }, 400, "environment.name_invalid", "name"],
    [{ name: "env-taken" }, 409, "environment.name_taken", "name"],
    [{ credentialsId: "0".repeat(22) }, 404, "credential.not_found", undefined],
  ])("%j is refused, naming the member of the public request", async (body, status, code, field) => {
    const id = await scene.app.environment("local-platform");
    const taken = await scene.app.environment("local-platform");
    await edit(taken, { name: "env-taken" });

    const answer = await call("PUT", at(id), body);

    expect(answer).toMatchObject({ status, json: { code } });
    expect(answer.json["fields"]).toEqual(field === undefined ? answer.json["fields"] : [field]);
    expect(await acts(id)).toHaveLength(1);
  });

  test("settings are replaced as a whole and checked at once; a wrong one says which, and is not kept", async () => {
    const id = await scene.app.environment("local-platform", { preRunScript: "true" });

    const bad = await edit(id, { config: { workDir: "relative" } });
    const good = await edit(id, { config: { workDir: `${scene.app.cluster.root}/later` } });
    const early = await describe(id);
    await check();
    const late = await describe(id);
    await edit(id, { config: { workDir: scene.app.cluster.work } });
    await check();

    expect(bad).toMatchObject({ status: 400, json: { fields: ["computeEnv.config.workDir"] } });
    expect(good.status).toBe(204);
    expect(early).toMatchObject({ status: "AVAILABLE", config: { preRunScript: null } });
    expect(late).toMatchObject({ status: "ERRORED", message: expect.stringContaining("later") as string });
    expect(await describe(id)).toMatchObject({ status: "AVAILABLE", message: null });
  });

  test("the same settings in another order, as clients send them, are no edit: no entry, no check, no later time", async () => {
    const id = await scene.app.environment("local-platform", { preRunScript: "true", nextflowConfig: "" });
    const before = await describe(id);
    const { checkFinishedAt } = await scene.app.environments.describe(scene.app.jane, id);
    const config = Object.fromEntries(Object.entries(before["config"] as object).toReversed());

    expect((await edit(id, { config, name: before["name"] })).status).toBe(204);
    expect((await edit(id, { config: { ...config, nextflowConfig: null, postRunScript: "" } })).status).toBe(204);

    expect(await describe(id)).toEqual(before);
    expect((await scene.app.environments.describe(scene.app.jane, id)).checkFinishedAt).toBe(checkFinishedAt);
    expect(await acts(id)).toHaveLength(1);
  });

  test("of two who edit what they both saw, the second is told", async () => {
    const id = await scene.app.environment("local-platform");
    const { lastUpdated } = await describe(id);

    expect((await edit(id, { description: "mine" }, { lastUpdated })).status).toBe(204);
    expect(await edit(id, { description: "yours" }, { lastUpdated })).toMatchObject({ status: 409, json: { code: "request.outdated" } });
    expect(await describe(id)).toMatchObject({ description: "mine" });
  });

  test("a credential of another kind changes the way and its check; what its settings lack for that is said", async () => {
    const id = await scene.app.environment("slurm-platform");
    const [key, cloud] = [await credential("key", "ssh"), await credential("cloud", "aws")];
    const login = { workDir: scene.app.cluster.work, hostName: "login", userName: "lab" };

    expect(await edit(id, { credentialsId: cloud })).toMatchObject({ status: 400, json: { fields: ["computeEnv.credentialsId"] } });
    expect(await edit(id, { credentialsId: key })).toMatchObject({ status: 400, json: { fields: ["computeEnv.config.hostName"] } });
    expect((await edit(id, { credentialsId: key, config: login })).status).toBe(204);

    const { checkSteps, credentialId } = await scene.app.environments.describe(scene.app.jane, id);
    expect([credentialId, checkSteps[0]?.key, checkSteps[0]?.status]).toEqual([key, "name", "waiting"]);
  });

  test("while runs are unfinished it leads nowhere else, and everything else may change", async () => {
    const id = await scene.app.environment("local-platform");
    const run = await runOn(id);
    const other = await credential("other", "tw-agent");

    const moved = await edit(id, { credentialsId: other });
    const tuned = await edit(id, { config: { workDir: scene.app.cluster.work, preRunScript: "true" } });

    expect(moved).toMatchObject({ status: 409, json: { code: "environment.in_use", conflicts: [{ type: "workflow", id: run }] } });
    expect(tuned.status).toBe(204);
    await scene.app.cluster.pipeline("go", "");
  });

  test("a disabled one takes nothing new, is primary no more, and comes back as its check says", async () => {
    const id = await scene.app.environment("local-platform");
    await call("POST", at(id, "/primary"));

    expect((await call("POST", at(id, "/disable"), {})).status).toBe(204);
    expect((await call("POST", at(id, "/disable"), {})).status).toBe(204);
    const disabled = await describe(id);
    const launch = await call("POST", "/api/workflow/launch", { launch: { pipeline: "/tmp", computeEnvId: id } });
    await edit(id, { config: { workDir: scene.app.cluster.work, preRunScript: "true" } });
    await check();
    const checked = await describe(id);
    expect((await call("POST", at(id, "/enable"), {})).status).toBe(204);
    const enabled = await describe(id);
    await call("POST", at(id, "/enable"), {});
    await check();

    expect(disabled).toMatchObject({ status: "DISABLED", primary: false });
    expect(launch).toMatchObject({ status: 409, json: { message: expect.stringContaining("somebody has disabled it") as string } });
    expect(checked).toMatchObject({ status: "DISABLED", primary: false });
    expect(enabled).toMatchObject({ status: "AVAILABLE" });
    const names = (await acts(id)).map(({ action }) => action.replace("environment.", ""));
    expect(names).toEqual(["create", "make_primary", "disable", "update", "enable"]);
  });

  test("one that failed before it was disabled comes back failed, and is checked again", async () => {
    const id = await scene.app.environment("local-platform", { workDir: `${scene.app.cluster.root}/none` });
    await call("POST", at(id, "/disable"), {});

    await call("POST", at(id, "/enable"), {});

    expect(await describe(id)).toMatchObject({ status: "CREATING" });
    await check();
    expect(await describe(id)).toMatchObject({ status: "ERRORED" });
  });

  test("a check that is waited for gives its verdict, as `tw compute-envs validate` reads it", async () => {
    const id = await scene.app.environment("local-platform");
    const validate = async () => {
      const asked = call("POST", at(id, "/validate?force=true"), {});
      await expect.poll(() => scene.app.environments.describe(scene.app.jane, id).then((now) => now.checkFinishedAt)).toBeNull();
      await check();
      return (await asked).json;
    };

    const well = await validate();
    scene.app.ways.isOffline = true;
    const ill = await validate();

    expect(well).toEqual({ status: "AVAILABLE", transientError: false, message: null });
    expect(ill).toMatchObject({ status: "INVALID", transientError: true, message: expect.stringContaining("agent") as string });
  });

  test("a check that has not ended in time, and in which nothing failed so far, is no failure", async () => {
    const id = await scene.app.environment("local-platform");
    let answer: unknown;
    const asked = call("POST", at(id, "/validate"), {}).then(({ json }) => (answer = json));

    // Nobody looks at the cluster, and the time passes, whenever the request begins to count it.
    await expect.poll(() => (scene.app.clock.moveOn(101_000), answer)).toBeDefined();

    expect(await asked).toEqual({
      ...{ status: "AVAILABLE", transientError: false },
      message: "Nothing has failed so far. The check still waits for: its next step.",
    });
  });

  test("deleting one under unfinished runs names them; by force it goes, and of what it left running nobody can tell any more", async () => {
    const id = await scene.app.environment("local-platform");
    const run = await runOn(id);

    expect(await call("DELETE", at(id))).toMatchObject({ status: 409, json: { conflicts: [{ id: run }] } });
    expect((await call("DELETE", at(id, "?force=true"))).status).toBe(204);

    await expect.poll(() => statusOf(run)).toBe("UNKNOWN");
    expect(
      (await scene.database.query.selectFrom("runs").select("status_reason").where("id", "=", run).executeTakeFirstOrThrow()).status_reason,
    ).toContain("The compute environment was deleted.");
    await scene.app.cluster.pipeline("go", "");
  });

  test("of another person it is not there", async () => {
    const id = await scene.app.environment("local-platform");

    expect((await call("PUT", at(id), { name: "mine" }, "john")).status).toBe(404);
    expect((await call("PUT", `/api/postern/v1/compute-envs/${id}`, { computeEnv: { name: "mine" } }, "john")).status).toBe(404);
    for (const act of ["disable", "enable", "validate"]) expect((await call("POST", at(id, `/${act}`), {}, "john")).status).toBe(404);
  });

  test("platforms are named with what opens them; clouds are not offered, and say so", async () => {
    const { json } = await call("GET", "/api/platforms");
    const platforms = json["platforms"] as { id: string; credentialsProviders: string[] }[];

    expect(platforms.map(({ id }) => id)).toContain("uge-platform");
    expect(platforms.find(({ id }) => id === "slurm-platform")?.credentialsProviders.toSorted()).toEqual(["ssh", "tw-agent"]);
    expect((await call("GET", "/api/platforms/slurm-platform")).json).toEqual({ metainfo: { discriminator: "grid" } });
    expect((await call("GET", "/api/platforms/moab-platform/regions")).json).toEqual({ regions: [] });
    expect(await call("GET", "/api/platforms/aws-batch")).toMatchObject({
      status: 400,
      json: { code: "environment.platform_unsupported" },
    });
  });
});
