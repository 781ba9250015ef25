import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunId } from "@postern/domain";
import { ensureDebianPackages, eventually } from "@postern/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDockerRegistry } from "../../../testing/docker-registry.fixture.ts";
import type { TestRegistry } from "../../../testing/docker-registry.fixture.ts";
import { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import { pushImage } from "../../../testing/registry-image.fixture.ts";

const account = { user: "ada", password: "right-secret" };
const auth = Buffer.from("ada:right-secret").toString("base64");

/** Two real registries, one that hands out tokens and one that takes passwords; the puller is a real Skopeo, which is told nothing by its words. */
describe("container registries of a launch", () => {
  let scene: LaunchScene;
  let registries: readonly TestRegistry[];
  let images: readonly string[];
  let ids: string[];

  beforeAll(async () => {
    await ensureDebianPackages(["docker-registry", "skopeo"]);
    registries = [await startDockerRegistry(account, "token"), await startDockerRegistry(account, "basic")];
    images = await Promise.all(registries.map((registry) => pushImage(registry, account)));
    scene = await LaunchScene.open({ eventually });
    ids = [await addCredential("by-token", 0), await addCredential("by-password", 1)];
  }, 300_000);
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    await Promise.all(registries.map((registry) => registry[Symbol.asyncDispose]()));
  });
  beforeEach(async () => {
    scene.app.ways.fateOf = () => ({ kind: "pass" });
    await choose(ids);
  });

  function addCredential(name: string, registry: number): Promise<string> {
    const keys = { userName: account.user, password: account.password, registry: registries[registry]?.name };
    return scene.app.credentials.create(scene.app.jane, { name, provider: "container-reg", keys });
  }

  const choose = (registryCredentialsIds: string[]) =>
    scene.app.registries.replace(scene.app.jane, scene.environment, { registryCredentialsIds });
  const folderOf = (runId: RunId) => scene.fileOf(runId, ".registry");
  const readSeen = () => readFile(join(scene.cluster.work, "seen"), "utf8").catch(() => "");
  const isThere = (runId: RunId) => scene.exists(folderOf(runId));
  const noted = async () => (await scene.database.query.selectFrom("registry_files").select("run_id").execute()).map((row) => row.run_id);

  const pull = (image: string, to: string) =>
    `skopeo copy --quiet --insecure-policy --src-tls-verify=false docker://${image} dir:"$NXF_WORK/${to}"`;
  /** Of which the test says when it goes on. */
  const waiting = 'until [ -e "$NXF_WORK/go-on" ]; do sleep 0.1; done';

  async function startWaiting(more: object = {}): Promise<RunId> {
    const runId = await scene.launch(await scene.cluster.pipeline("waits", "sleep 300"), more);
    await scene.started(runId);
    return runId;
  }

  async function killJob(runId: RunId): Promise<void> {
    const [, pid] = (await readFile(scene.fileOf(runId, ".started"), "utf8")).split(" ");
    process.kill(Number(pid), "SIGKILL");
  }

  async function sweepLater(): Promise<void> {
    await scene.app.sweep();
    scene.app.clock.moveOn(31_000);
  }

  const sweepUntilForgotten = (runId: RunId) =>
    eventually("nothing is known to lie there", async () => {
      await sweepLater();
      return !(await noted()).includes(runId);
    });

  test("a private image is pulled from each with exactly the file that lies there meanwhile, and nothing is left of it", async () => {
    const [first, second] = images;
    const script = [
      'env >"$NXF_WORK/env"; cat /proc/$PPID/cmdline /proc/$$/cmdline >"$NXF_WORK/words"',
      ...[`${pull(first ?? "", "one")} && ${pull(second ?? "", "two")} || exit 9`, waiting, "exit 0"],
    ].join("\n");
    const runId = await scene.launch(await scene.cluster.pipeline("pulls", script));
    await eventually("both are pulled", () => scene.exists(join(scene.cluster.work, "two", "manifest.json")));

    const [folder, file] = [await stat(folderOf(runId)), await stat(join(folderOf(runId), "config.json"))];
    const text = await readFile(join(folderOf(runId), "config.json"), "utf8");
    const tokens = registries[0]?.tokens.heard.length ?? 0;
    const shown = await Promise.all(["env", "words"].map((name) => readFile(join(scene.cluster.work, name), "utf8")));
    await writeFile(join(scene.cluster.work, "go-on"), "");
    await scene.ended(runId);

    expect([folder.mode & 0o777, file.mode & 0o777]).toEqual([0o700, 0o600]);
    expect(JSON.parse(text)).toEqual({ auths: Object.fromEntries(registries.map(({ name }) => [name, { auth }])) });
    expect(tokens).toBeGreaterThan(0);
    expect(shown[0]).toContain(`DOCKER_CONFIG=${folderOf(runId)}\n`);
    expect(shown[0]).toContain(`APPTAINER_AUTH_FILE=${folderOf(runId)}/config.json\n`);
    for (const seen of shown) expect(seen).not.toMatch(new RegExp(`right-secret|${auth}`));
    expect(await isThere(runId)).toBe(false);
    await scene.complete(runId);
    await scene.sweepUntilClosed(runId);
    await scene.app.sweep();
    expect(await noted()).not.toContain(runId);
  });

  test("each use is recorded with its run, its environment and who launched", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.ended(runId);

    const entries = await scene.database.query.selectFrom("audit_entries").selectAll().where("action", "=", "secret.open").execute();
    const ofRun = entries.filter(({ detail }) => detail.includes(runId));
    expect(ofRun.map(({ target_id: target }) => target).toSorted()).toEqual([...ids].toSorted());
    expect(JSON.parse(ofRun[0]?.detail ?? "")).toEqual({ purpose: "launch", runId, environmentId: scene.environment });
    expect(ofRun.every(({ actor_user_id: actor }) => actor === scene.app.jane.userId)).toBe(true);
  });

  test("the file goes when Nextflow fails, and before a post-run script that goes on for long", async () => {
    const script = { postRunScript: 'ls "$NXF_WORK" >"$NXF_WORK/seen"; env >>"$NXF_WORK/seen"; echo done >>"$NXF_WORK/seen"; sleep 300' };
    const runId = await scene.launch(await scene.cluster.pipeline("bad", "exit 7"), script);
    await eventually("the scripts end", async () => (await readSeen()).includes("done"));

    expect(await readSeen()).not.toContain(".registry");
    expect(await isThere(runId)).toBe(false);
  });

  test("the file goes with a run that is cancelled", async () => {
    const runId = await startWaiting();
    await scene.app.launches.cancel(scene.app.jane, runId);

    await scene.sweepUntil(runId, "CANCELLED");

    await eventually("it is gone", async () => !(await isThere(runId)));
  });

  test("of a job that was killed outright the server takes it away, also a server that has just begun", async () => {
    const runId = await startWaiting();
    await killJob(runId);
    await scene.restart();
    const before = await isThere(runId);

    await sweepUntilForgotten(runId);

    expect([before, await isThere(runId)]).toEqual([true, false]);
    expect((await scene.runOf(runId)).status).toBe("FAILED");
    expect(scene.app.woken).toContain("registry-files");
  });

  test("where an agent may not remove, what is in the file is written over", async () => {
    const runId = await startWaiting();
    scene.app.ways.fateOf = ([program]) => (program === "rm" ? { kind: "refuse" } : { kind: "pass" });
    await killJob(runId);

    await sweepUntilForgotten(runId);

    expect(await readFile(join(folderOf(runId), "config.json"), "utf8")).toBe("{}\n");
  });

  test("a cluster that cannot be reached is tried again", async () => {
    const runId = await startWaiting();
    await killJob(runId);
    scene.app.ways.fateOf = ([program]) => (program === "rm" ? { kind: "offline" } : { kind: "pass" });
    await eventually("the removal was tried", async () => {
      await sweepLater();
      return scene.app.ways.count("rm") > 1;
    });
    const between = [await isThere(runId), (await noted()).includes(runId)];
    scene.app.ways.fateOf = () => ({ kind: "pass" });

    await sweepUntilForgotten(runId);

    expect(between).toEqual([true, true]);
    expect(await isThere(runId)).toBe(false);
  });

  /** A run on an environment that leads to the host `old`, killed, and then led to `new` before the server has looked after it. */
  async function leaveOnOldHost(): Promise<RunId> {
    await edit({ hostName: "old", userName: "lab" });
    const runId = await startWaiting();
    scene.app.ways.fateOf = ([program]) => (program === "rm" ? { kind: "offline" } : { kind: "pass" });
    await killJob(runId);
    await scene.sweepUntil(runId, "FAILED");
    await edit({ hostName: "new", userName: "lab" });
    scene.app.ways.fateOf = () => ({ kind: "pass" });
    scene.app.ways.former.length = 0;
    return runId;
  }
  const edit = (config: object) =>
    scene.app.environmentEdits.edit(scene.app.jane, scene.environment, {
      computeEnv: { config: { workDir: scene.cluster.work, ...config } },
    });
  const told = async (runId: RunId) => {
    const trail = scene.database.query.selectFrom("audit_entries").select(["detail", "target_id"]);
    const entries = await trail.where("action", "=", "environment.left_secrets").execute();
    return entries.filter(({ detail }) => detail.includes(runId));
  };

  test("an environment that was led to another host meanwhile is cleaned on the host where the file was written", async () => {
    const runId = await leaveOnOldHost();

    await sweepUntilForgotten(runId);

    expect(scene.app.ways.former.map(({ config }) => config.hostName)).toEqual(["old"]);
    expect([await isThere(runId), await told(runId)]).toEqual([false, []]);
    expect((await scene.app.environments.get(scene.app.jane, scene.environment)).config.hostName).toBe("new");
  });

  test("a file on a host to which no credential leads any more is told once, with its place", async () => {
    const runId = await leaveOnOldHost();
    scene.app.ways.isFormerGone = ({ config }) => config.hostName === "old";

    await sweepUntilForgotten(runId);
    await scene.app.sweep();
    scene.app.ways.isFormerGone = () => false;

    const [entry, ...more] = await told(runId);
    expect([entry?.target_id, JSON.parse(entry?.detail ?? "{}"), more]).toEqual([
      scene.environment,
      { runId, folder: folderOf(runId), host: "old" },
      [],
    ]);
  });

  test("a job that may still come keeps its file, and one that never was leaves none", async () => {
    scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "lose-request" } : { kind: "pass" });
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.app.sweep();
    await scene.app.sweep();
    const meanwhile = [(await scene.jobOf(runId)).absent_since !== null, await isThere(runId)];

    scene.app.clock.moveOn(121_000);
    await sweepUntilForgotten(runId);

    expect(meanwhile).toEqual([true, true]);
    expect((await scene.jobOf(runId)).submit_state).toBe("refused");
    expect(await isThere(runId)).toBe(false);
  });

  test("two that have come to be for one registry stop the launch by their names, and nothing is written", async () => {
    const other = await addCredential("also-by-token", 0);
    await scene.database.query.updateTable("registry_credentials").set({ credential_id: other }).where("position", "=", 1).execute();
    const before = await noted();

    const launched = scene.launch(await scene.cluster.pipeline("good", "exit 0"));

    const message = `The credentials by-token and also-by-token are both for ${registries[0]?.name ?? ""}: choose one of them.`;
    await expect(launched).rejects.toMatchObject({ code: "request.invalid", message });
    await scene.app.sweep();
    expect(await noted()).toEqual(before);
  });

  test("an environment without any leaves no trace of them", async () => {
    await choose([]);
    const runId = await startWaiting();

    const launcher = await readFile(scene.fileOf(runId, ".launcher.sh"), "utf8");

    expect(launcher).not.toContain("export DOCKER_CONFIG");
    expect(await isThere(runId)).toBe(false);
    expect(await noted()).not.toContain(runId);
  });
});
