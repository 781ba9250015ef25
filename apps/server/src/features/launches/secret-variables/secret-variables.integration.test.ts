import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunId } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LaunchScene } from "../../../testing/launch-scene.fixture.ts";

const canary = "canary of it's $HOME";

describe("secret variables of a launch", () => {
  let scene: LaunchScene;

  beforeAll(async () => {
    scene = await LaunchScene.open({ eventually });
  }, 300_000);
  afterAll(() => scene[Symbol.asyncDispose]());
  beforeEach(async () => {
    scene.app.ways.fateOf = () => ({ kind: "pass" });
    const variables = [
      { name: "HEAD_KEY", value: `${canary} head` },
      { name: "TASK_KEY", value: `${canary} task`, compute: true },
    ];
    await scene.app.secretVariables.replace(scene.app.jane, scene.environment, { variables });
  });

  const folderOf = (runId: RunId) => scene.fileOf(runId, ".registry");
  const seen = (name: string) => readFile(join(scene.cluster.work, name), "utf8");
  const waiting = 'until [ -e "$NXF_WORK/go-on" ]; do sleep 0.1; done';
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

  test("reach Nextflow, and tasks through its secrets, from files for the owner only, and nothing is left of them", async () => {
    const look = 'env >"$NXF_WORK/env"; cat /proc/$PPID/cmdline /proc/$$/cmdline >"$NXF_WORK/words"; touch "$NXF_WORK/looked"';
    const runId = await scene.launch(await scene.cluster.pipeline("looks", [look, waiting, "exit 0"].join("\n")));
    await eventually("it has looked", () => scene.exists(join(scene.cluster.work, "looked")));

    const store = join(folderOf(runId), "store.json");
    const modes = [await modeOf(folderOf(runId)), await modeOf(store)];
    const [files, text, config] = [
      await readdir(folderOf(runId)),
      await readFile(store, "utf8"),
      await readFile(scene.fileOf(runId, ".config"), "utf8"),
    ];
    const beside = (await readdir(scene.cluster.work, { withFileTypes: true })).filter((entry) => entry.isFile() && entry.name !== "env");
    const others = await Promise.all(beside.map(({ name }) => seen(name)));
    await writeFile(join(scene.cluster.work, "go-on"), "");
    await scene.ended(runId);

    expect(await seen("env")).toContain(`HEAD_KEY=${canary} head\n`);
    expect(await seen("env")).not.toContain("TASK_KEY");
    expect(await seen("env")).toContain(`NXF_SECRETS_FILE=${store}\n`);
    expect([modes, files, JSON.parse(text)]).toEqual([[0o700, 0o600], ["store.json"], [{ name: "TASK_KEY", value: `${canary} task` }]]);
    expect(config).toContain("process.secret = ['TASK_KEY']");
    expect(others.length).toBeGreaterThan(4);
    for (const other of others) expect(other).not.toContain("canary");
    expect(await scene.exists(folderOf(runId))).toBe(false);
  });

  test("are opened once for each run, which is recorded; their values are in no row", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.ended(runId);

    const entries = await scene.database.query.selectFrom("audit_entries").selectAll().where("action", "=", "secret.open").execute();
    const ofRun = entries.filter(({ detail }) => detail.includes(runId));
    expect(ofRun.map(({ target_kind, target_id, actor_user_id }) => [target_kind, target_id, actor_user_id])).toEqual([
      ["environment", scene.environment, scene.app.jane.userId],
    ]);
    expect(JSON.stringify([await scene.runOf(runId), await scene.jobOf(runId)])).not.toContain("canary");
  });

  test("of a job that was killed the server takes them away, or writes over them where it may not remove", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("waits", "sleep 300"));
    await scene.started(runId);
    await eventually("the store is there", () => scene.exists(join(folderOf(runId), "store.json")));
    scene.app.ways.fateOf = ([program]) => (program === "rm" ? { kind: "refuse" } : { kind: "pass" });
    const [, pid] = (await readFile(scene.fileOf(runId, ".started"), "utf8")).split(" ");
    process.kill(Number(pid), "SIGKILL");

    await eventually("it is written over", async () => {
      await scene.app.sweep();
      scene.app.clock.moveOn(31_000);
      return (await readFile(join(folderOf(runId), "store.json"), "utf8")) === "{}\n";
    });

    expect(await readdir(folderOf(runId))).toEqual(["store.json"]);
  });

  test("a launch whose variables cannot be opened is refused with the name of the environment, and writes none", async () => {
    const row = await scene.database.query.selectFrom("secret_variables").select("envelope_id").executeTakeFirstOrThrow();
    await scene.database.query
      .updateTable("envelopes")
      .set({ bytes: Buffer.from("spoilt") })
      .where("id", "=", row.envelope_id)
      .execute();
    const { name } = await scene.app.environments.get(scene.app.jane, scene.environment);

    const launched = scene.launch(await scene.cluster.pipeline("good", "exit 0"));

    await expect(launched).rejects.toMatchObject({ code: "credential.damaged", message: expect.stringContaining(name) as string });
  });
});
