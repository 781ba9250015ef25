import type { ComputeEnvId, CredentialId, RunId } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import type { Tenants } from "../../testing/tenants.fixture.ts";

let scene: LaunchScene;
let tenants: Tenants;

beforeEach(async () => {
  scene = await LaunchScene.open({ eventually });
  tenants = await openTenants(scene.database, scene.app.places);
});

afterEach(() => scene[Symbol.asyncDispose]());

/** An environment in the workspace one that Ada made of an agent credential. */
async function makeEnvironment(shared: boolean): Promise<{ environment: ComputeEnvId; credentialsId: CredentialId }> {
  const { credentials, environments, environmentReconciler } = scene.app;
  const ada = await tenants.actor("ada", "one");
  const credentialsId = await credentials.create(ada, { name: "site", provider: "tw-agent", keys: { connectionId: "site", shared } });
  const config = { workDir: scene.cluster.work };
  const environment = await environments.create(ada, { name: "first", platform: "local-platform", credentialsId, config });
  await environmentReconciler.step(new AbortController().signal);
  await environmentReconciler.idle();
  return { environment, credentialsId };
}

async function launch(name: "ada" | "max" | "olga", computeEnvId: ComputeEnvId | undefined): Promise<RunId> {
  const pipeline = await scene.cluster.pipeline("slow", "sleep 60");
  return scene.app.launches.launch(await tenants.actor(name, "one"), { pipeline, ...(computeEnvId === undefined ? {} : { computeEnvId }) });
}

/** Questions of one sweep that are about any of these runs' jobs. */
async function questionsAbout(runIds: readonly RunId[]): Promise<number> {
  const jobs = await Promise.all(runIds.map(async (runId) => String((await scene.jobOf(runId)).job_id)));
  const before = scene.app.ways.commands.length;
  await scene.app.sweep();
  return scene.app.ways.commands.slice(before).filter((words) => jobs.some((job) => words.includes(job))).length;
}

describe("a launch in a workspace", () => {
  test("lives there, is its launcher's, and uses what is primary there", async () => {
    const { environment } = await makeEnvironment(true);

    const runId = await launch("max", undefined);

    const { max } = tenants.people;
    expect(await scene.runOf(runId)).toMatchObject({ workspace_id: tenants.one, user_id: max, compute_env_id: environment });
    expect(await scene.jobOf(runId)).toMatchObject({ user_id: max, submit_state: "submitted" });
    const entry = await scene.database.query.selectFrom("audit_entries").selectAll().where("action", "=", "run.launch").executeTakeFirst();
    expect(entry).toMatchObject({ actor_user_id: max, workspace_id: tenants.one, organization_id: tenants.alpha, target_id: runId });
  });

  test("finds environments of its own workspace only", async () => {
    const { environment } = await makeEnvironment(true);
    const pipeline = await scene.cluster.pipeline("good", "exit 0");
    const elsewhere = [await tenants.actor("ada", "two"), tenants.atHome("ada"), await tenants.actor("bea", "three")];

    for (const actor of elsewhere) {
      const launched = scene.app.launches.launch(actor, { pipeline, computeEnvId: environment });
      await expect(launched).rejects.toMatchObject({ code: "environment.not_found" });
      await expect(scene.app.launches.launch(actor, { pipeline })).rejects.toMatchObject({ code: "environment.none_primary" });
    }
  });

  test("is kept from those whom a limit of the environment or of its credential leaves out, and leaves no run", async () => {
    const { environment, credentialsId } = await makeEnvironment(true);
    const { credentials, environments, runs } = scene.app;
    const ada = await tenants.actor("ada", "one");
    const limit = { isLimited: true, userIds: [tenants.people.max], teamIds: [] };

    await credentials.limitUse(ada, credentialsId, limit);
    await expect(launch("olga", environment)).rejects.toMatchObject({
      code: "use.limited",
      message: expect.stringContaining("credential site") as string,
    });
    await credentials.limitUse(ada, credentialsId, { ...limit, isLimited: false });
    await environments.limitUse(ada, environment, limit);
    await expect(launch("olga", environment)).rejects.toMatchObject({
      code: "use.limited",
      message: expect.stringContaining("environment first") as string,
    });

    expect(await runs.listUnfinished()).toEqual([]);
    await expect(launch("max", environment)).resolves.toBeDefined();
  });
});

test("a launch is kept from those who may not use one of its container registries, by name, and so is one that waits", async () => {
  const { environment } = await makeEnvironment(true);
  const { credentials, registries, runs } = scene.app;
  const ada = await tenants.actor("ada", "one");
  const keys = { userName: "robot", password: "right-secret", registry: "quay.io" };
  const id = await credentials.create(ada, { name: "quay", provider: "container-reg", keys });
  const waiting = await launch("olga", environment);
  await scene.setUnsent(waiting, "prepared");

  await registries.replace(ada, environment, { registryCredentialsIds: [id] });
  await credentials.limitUse(ada, id, { isLimited: true, userIds: [tenants.people.max], teamIds: [] });
  const refused = launch("olga", environment);

  const message = expect.stringContaining("credential quay") as string;
  await expect(refused).rejects.toMatchObject({ code: "use.limited", message });
  await scene.app.sweep();
  expect(await scene.runOf(waiting)).toMatchObject({ status: "FAILED", status_reason: message });
  expect(await runs.listUnfinished()).toEqual([]);
  const opened = scene.database.query.selectFrom("audit_entries").select("id").where("action", "=", "secret.open").execute();
  expect(await opened).toEqual([]);
  await expect(launch("max", environment)).resolves.toBeDefined();
});

describe("a launch that waits for its cluster", () => {
  test("is submitted for nobody who may not launch there any more", async () => {
    const { environment } = await makeEnvironment(true);
    const runId = await launch("max", environment);
    await scene.setUnsent(runId, "written");
    const submits = scene.submits;

    await tenants.dismiss("max", "one");
    await scene.app.sweep();

    expect(scene.submits).toBe(submits);
    expect(await scene.runOf(runId)).toMatchObject({
      status: "FAILED",
      status_reason: "Whoever launched the run may not launch in its workspace any more.",
    });
  });

  test("is submitted for nobody who may not use the environment any more", async () => {
    const { environment } = await makeEnvironment(true);
    const runId = await launch("max", environment);
    await scene.setUnsent(runId, "written");
    const submits = scene.submits;

    await scene.app.environments.limitUse(await tenants.actor("ada", "one"), environment, {
      isLimited: true,
      userIds: [],
      teamIds: [],
    });
    await scene.app.sweep();

    expect(scene.submits).toBe(submits);
    expect((await scene.runOf(runId)).status_reason).toContain("limited to named people");
  });
});

describe("runs under way", () => {
  test("of many people on a shared agent cost one question in each interval", async () => {
    const { environment } = await makeEnvironment(true);
    const runIds = [await launch("ada", environment), await launch("max", environment), await launch("olga", environment)];

    expect([await questionsAbout(runIds), await questionsAbout(runIds)]).toEqual([1, 1]);
  });

  test("of people who each bring an agent cost one question for each of their accounts", async () => {
    const { environment } = await makeEnvironment(false);
    const runIds = [await launch("ada", environment), await launch("ada", environment), await launch("max", environment)];

    expect(await questionsAbout(runIds)).toBe(2);
  });

  test("are followed on when their launcher has lost the role or the use", async () => {
    const { environment } = await makeEnvironment(true);
    const runId = await launch("max", environment);
    await scene.started(runId);

    await tenants.dismiss("max", "one");
    await scene.app.environments.limitUse(await tenants.actor("ada", "one"), environment, {
      isLimited: true,
      userIds: [],
      teamIds: [],
    });

    expect(await questionsAbout([runId])).toBe(1);
    expect((await scene.runOf(runId)).status).toBe("SUBMITTED");
  });

  test("are ended by their launcher and by those who run the workspace, and by nobody else", async () => {
    const { environment } = await makeEnvironment(true);
    const [byMax, byAda] = [await launch("max", environment), await launch("ada", environment)];
    const { launches, runs } = scene.app;
    const lea = await tenants.actor("lea", "one");

    await expect(launches.cancel(lea, byMax)).rejects.toMatchObject({ code: "auth.permission_missing" });
    await expect(runs.deleteRun(lea, byMax)).rejects.toMatchObject({ code: "auth.permission_missing" });
    await expect(launches.cancel(await tenants.actor("ada", "two"), byMax)).rejects.toMatchObject({ code: "run.not_found" });
    await launches.cancel(await tenants.actor("max", "one"), byMax);
    await launches.cancel(await tenants.actor("max", "one"), byAda);
    await scene.database.query.updateTable("workspaces").set({ launchers_end_runs: 1 }).execute();
    await launches.cancel(await tenants.actor("lea", "one"), await launch("ada", environment));

    expect((await scene.runOf(byMax)).cancel_requested_at).not.toBeNull();
    const asked = await scene.database.query
      .selectFrom("audit_entries")
      .select("actor_user_id")
      .where("action", "=", "run.cancel")
      .execute();
    const { max, lea: leaId } = tenants.people;
    expect(asked.map((entry) => entry.actor_user_id)).toEqual([max, max, leaId]);
  });
});
