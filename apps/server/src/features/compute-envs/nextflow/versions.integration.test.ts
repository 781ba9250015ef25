import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HttpApp } from "../../../http/http-app.ts";
import { openClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import { registerNextflowVersionRoutes } from "./routes.ts";
import type { NextflowVersionService } from "./version-service.ts";

let scene: LaunchScene;
let folder: string;

beforeAll(async () => {
  scene = await LaunchScene.open({ eventually });
  folder = join(scene.cluster.work, ".postern", "nextflow");
  const profile = "module() { echo /mods:; echo nextflow/24.10.0; echo 'bio/Nextflow/25.04.6-Java-21(default)'; }\n";
  await writeFile(join(scene.cluster.root, ".bash_profile"), profile);
});

afterAll(() => scene[Symbol.asyncDispose]());

async function keep(version: string, mode = 0o755): Promise<void> {
  await mkdir(join(folder, version), { recursive: true });
  const script = `#!/bin/bash\necho "kept ${version} as $NXF_VER" >>"$NXF_WORK/said"\nwhile [ "$1" != run ]; do shift; done\n. "$2/main.sh"\n`;
  await writeFile(join(folder, version, "nextflow"), script, { mode });
}

const list = () => scene.app.nextflowVersions.list(scene.app.jane, scene.environment);

test("what the folder keeps and what modules load is listed, newest first, with what a launch gets that names none", async () => {
  await keep("25.01.0-edge");
  await keep("24.10.0");
  await keep("23.10.1", 0o644);
  await mkdir(join(folder, "not-a-version"));

  const { askedAt: _, updatedAt: __, ...listed } = await list();

  expect(listed).toEqual({
    ...{ folder, found: "24.10.0", chosen: null, areModulesKnown: true },
    versions: [
      { version: "25.04.6", from: "module", module: "bio/Nextflow/25.04.6-Java-21" },
      { version: "25.01.0-edge", from: "folder", module: null },
      { version: "24.10.0", from: "folder", module: null },
      { version: "24.10.0", from: "module", module: "nextflow/24.10.0" },
    ],
  });
});

test("however many forms are open, the cluster is asked once a minute; an agent without bash leaves the folder", async () => {
  const before = scene.app.ways.count("bash");
  await Promise.all([list(), list(), list()]);
  const once = scene.app.ways.count("bash") - before;
  scene.app.clock.moveOn(61_000);
  scene.app.ways.fateOf = ([first]) => ({ kind: first === "bash" ? "refuse" : "pass" });

  const { areModulesKnown, versions } = await list();
  scene.app.ways.fateOf = () => ({ kind: "pass" });

  expect(once).toBeLessThanOrEqual(1);
  expect([areModulesKnown, versions.map(({ from }) => from)]).toEqual([false, ["folder", "folder"]]);
});

test("a launch that names one runs on it", async () => {
  const pipeline = await scene.cluster.pipeline("good", "exit 0");

  const runId = await scene.launch(pipeline, { nextflowVersion: "25.01.0-edge" });
  await scene.ended(runId);

  expect(await readFile(join(scene.cluster.work, "said"), "utf8")).toBe("kept 25.01.0-edge as 25.01.0-edge\n");
});

test("a launch that names none runs on the one that is chosen, and keeps it when another one is chosen later", async () => {
  const { app, environment } = scene;
  const choose = (version: string | null, more: object = {}) => app.nextflowVersions.choose(app.jane, environment, { version, ...more });
  const seen = new Date((await app.environments.get(app.jane, environment)).updatedAt).toISOString();
  await choose("25.01.0-edge", { lastUpdated: seen });
  const { chosen } = await list();

  const runId = await scene.launch(await scene.cluster.pipeline("chosen", "exit 0"));
  await scene.ended(runId);
  const outdated = choose("24.10.0", { lastUpdated: seen });
  await expect(outdated).rejects.toMatchObject({ code: "request.outdated" });
  await expect(choose("latest")).rejects.toMatchObject({ code: "request.invalid", fields: ["version"] });
  await choose(null);

  expect(chosen).toBe("25.01.0-edge");
  expect((await readFile(join(scene.cluster.work, "said"), "utf8")).match(/kept 25.01.0-edge/g)).toHaveLength(2);
  expect(JSON.parse((await scene.runOf(runId)).launch ?? "")).toMatchObject({ nextflowVersion: "25.01.0-edge" });
  const acts = scene.database.query.selectFrom("audit_entries").select("after_image").where("action", "=", "environment.choose_nextflow");
  expect((await acts.execute()).map(({ after_image: after }) => JSON.parse(after ?? "") as unknown)).toEqual([
    { nextflowVersion: "25.01.0-edge" },
    { nextflowVersion: null },
  ]);
});

test("one that comes with a new environment is what its launches get, and stands in the trail; what is none makes no environment", async () => {
  const { app, database } = scene;
  const config = { workDir: scene.cluster.work };
  const make = (name: string, nextflowVersion: string) =>
    app.environments.create(app.jane, { name, platform: "slurm-platform", credentialsId: app.credentialsId, config, nextflowVersion });

  const id = await make("copied", "24.10.4");
  const unsaid = await make("unsaid", "");
  await expect(make("refused", "latest")).rejects.toMatchObject({ code: "request.invalid", fields: ["nextflowVersion"] });

  const chosenOf = async (one: ComputeEnvId) => (await app.environments.get(app.jane, one)).nextflowVersion;
  expect([await chosenOf(id), await chosenOf(unsaid)]).toEqual(["24.10.4", undefined]);
  const acts = database.query.selectFrom("audit_entries").select(["target_name", "after_image"]).where("target_id", "in", [id, unsaid]);
  const images = (await acts.orderBy("id").execute()).map(({ target_name: name, after_image: after }) => [
    name,
    after?.includes("24.10.4"),
  ]);
  expect(images).toEqual([
    ["copied", true],
    ["unsaid", false],
  ]);
  expect((await app.environments.list(app.jane)).map(({ name }) => name)).not.toContain("refused");
});

test("what is kept is taken away, and not what launches get that name none; what is not kept is not there", async () => {
  const { app, environment } = scene;
  const drop = (version: string) => app.nextflowVersions.drop(app.jane, environment, version);
  await keep("22.10.6");
  await app.nextflowVersions.choose(app.jane, environment, { version: "22.10.6" });

  await expect(drop("22.10.6")).rejects.toMatchObject({
    code: "request.invalid",
    message: expect.stringContaining("choose another") as string,
  });
  await app.nextflowVersions.choose(app.jane, environment, { version: null });
  const { versions: before } = await list();
  await drop("22.10.6");
  const { versions: after } = await list();

  expect(before.map(({ version }) => version)).toContain("22.10.6");
  expect(after.map(({ version }) => version)).not.toContain("22.10.6");
  expect(await readFile(join(folder, "22.10.6", "nextflow"), "utf8")).toBe("");
  await expect(drop("22.10.6")).rejects.toMatchObject({ code: "file.not_found" });
  await expect(drop("../22.10.6")).rejects.toMatchObject({ code: "request.invalid" });
});

test("whoever asks for a copy and goes away stops it", async () => {
  let server: HttpApp | undefined;
  const stopped = Promise.withResolvers<AbortSignal | undefined>();
  const keeping: NextflowVersionService["keep"] = async (...[, , { stop }]) => {
    stop?.addEventListener("abort", () => stopped.resolve(stop));
    began.resolve(undefined);
    await stopped.promise;
    throw new AppError("file.cancelled", "It was stopped.");
  };
  const began = Promise.withResolvers<undefined>();
  const nextflowVersions = Object.assign(Object.create(scene.app.nextflowVersions) as NextflowVersionService, { keep: keeping });
  await using _ = await openClusterHttp(scene.app, scene.database, (http) => {
    registerNextflowVersionRoutes(http, { nextflowVersions });
    server = http;
  });
  const url = await server?.listen({ host: "127.0.0.1", port: 0 });
  const left = new AbortController();

  const asked = fetch(`${url ?? ""}/api/postern/v1/compute-envs/${scene.environment}/nextflow-versions`, {
    ...{ method: "POST", signal: left.signal, body: JSON.stringify({ version: "24.10.4", mirror: "/mirror" }) },
    headers: { authorization: "Bearer jane", "content-type": "application/json" },
  });
  await began.promise;
  left.abort();

  await expect(asked).rejects.toThrow(/abort/);
  expect((await stopped.promise)?.aborted).toBe(true);
});

describe("a version that is kept from a mirror", () => {
  const program = `#!/bin/bash\necho "copied as $NXF_VER" >>"$NXF_WORK/said"\nwhile [ "$1" != run ]; do shift; done\n. "$2/main.sh"\n# ${"x".repeat(6_000_000)}\n`;
  const sha256 = createHash("sha256").update(program).digest("hex");
  let mirror: string;

  beforeAll(async () => {
    mirror = join(scene.cluster.root, "mirror");
    await mkdir(join(mirror, "v25.10.2"), { recursive: true });
    await writeFile(join(mirror, "v25.10.2", "nextflow-25.10.2-dist"), program);
    await writeFile(join(mirror, "nextflow-23.04.5-all"), program);
    await writeFile(join(mirror, "nextflow-24.04.4-dist"), `${program} broken`);
    for (const name of ["v25.10.2/nextflow-25.10.2-dist", "nextflow-24.04.4-dist"])
      await writeFile(join(mirror, `${name}.sha256`), `${sha256}\n`);
  });

  const keepFrom = (version: string, from = mirror, stop?: AbortSignal) =>
    scene.app.nextflowVersions.keep(scene.app.jane, scene.environment, { version, mirror: from, stop });

  test("tells open pages how far it is; stopped, it leaves nothing", async () => {
    const stopped = keepFrom("23.04.5", mirror, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ code: "file.cancelled" });
    const left = await readdir(join(folder, "23.04.5"));

    await keepFrom("23.04.5");

    const told = scene.app.events.filter((event) => event.type === "nextflow-copy");
    expect(left).toEqual([]);
    expect(told.at(-1)).toMatchObject({ version: "23.04.5", copiedBytes: program.length, sizeBytes: program.length });
    expect(told.every(({ copiedBytes }, place) => place === 0 || copiedBytes >= (told[place - 1]?.copiedBytes ?? 0))).toBe(true);
  });

  test("is copied whole, held against its checksum, listed at once, and a launch runs on it", async () => {
    await list();

    const kept = await keepFrom("25.10.2");
    const { versions } = await list();
    const runId = await scene.launch(await scene.cluster.pipeline("copied", "exit 0"), { nextflowVersion: "25.10.2" });
    await scene.ended(runId);

    const source = join(mirror, "v25.10.2", "nextflow-25.10.2-dist");
    expect(kept).toEqual({ path: join(folder, "25.10.2", "nextflow"), source, sizeBytes: program.length, isVerified: true });
    expect(versions[0]).toEqual({ version: "25.10.2", from: "folder", module: null });
    expect(await readFile(join(scene.cluster.work, "said"), "utf8")).toContain("copied as 25.10.2\n");
    const trail = await scene.database.query.selectFrom("audit_entries").select("action").execute();
    expect(trail.map(({ action }) => action)).toContain("environment.keep_nextflow");
  });

  test("is copied by its older name too, and without a checksum it says so", async () => {
    expect(await keepFrom("23.04.5")).toMatchObject({ source: join(mirror, "nextflow-23.04.5-all"), isVerified: false });
  });

  test("with another checksum is not kept, and one that stood there before stays", async () => {
    await keep("24.04.4");

    await expect(keepFrom("24.04.4")).rejects.toMatchObject({
      code: "file.failed",
      message: expect.stringContaining("checksum") as string,
    });
    expect(await readFile(join(folder, "24.04.4", "nextflow"), "utf8")).toContain("kept 24.04.4");
  });

  test.each([
    [
      "that the mirror has not",
      "22.10.0",
      undefined,
      { code: "file.not_found", message: expect.stringContaining("neither nextflow-22.10.0-dist nor") as string },
    ],
    ["that is none", "../25.10.2", undefined, { code: "request.invalid", fields: ["version"] }],
    ["from a relative path", "25.10.2", "mirror", { code: "request.invalid", fields: ["mirror"] }],
  ])("one %s is refused, and nothing is made", async (_, version, from, error) => {
    await expect(keepFrom(version, from)).rejects.toMatchObject(error);
    expect(await readdir(folder)).not.toContain("22.10.0");
  });
});

test("nothing is told to somebody who may not see the environment", async () => {
  const olga = { ...scene.app.jane, userId: 9_999 as typeof scene.app.jane.userId, place: { ...scene.app.jane.place, userId: 9_999 } };

  await expect(scene.app.nextflowVersions.list(olga as never, scene.environment)).rejects.toMatchObject({ code: "environment.not_found" });
});
