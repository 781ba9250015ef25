import { chmod, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toComputeEnvId } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import type { CheckStep } from "./check-step.ts";

let scene: LaunchScene;

beforeEach(async () => {
  scene = await LaunchScene.open({ eventually });
});

afterEach(() => scene[Symbol.asyncDispose]());

/** The steps of a new environment with these settings. */
async function stepsOf(config: object = {}): Promise<Readonly<Record<CheckStep["key"], CheckStep>>> {
  const id = await scene.app.environment("local-platform", config);
  const { checkSteps } = await scene.app.environments.get(scene.app.jane, id);
  return Object.fromEntries(checkSteps.map((step) => [step.key, step])) as Readonly<Record<CheckStep["key"], CheckStep>>;
}

const program = (name: string) => join(scene.cluster.root, "bin", name);

async function putProgram(name: string, script: string): Promise<void> {
  await writeFile(program(name), `#!/bin/sh\n${script}\n`);
  await chmod(program(name), 0o755);
}

describe("what a check finds out", () => {
  test("leaves nothing behind in the work directory", async () => {
    await stepsOf();

    expect((await readdir(scene.cluster.work)).filter((name) => name.startsWith(".postern-check"))).toEqual([]);
  });

  test("variables of the agent are filled in for the look, and stay in what is stored", async () => {
    const id = await scene.app.environment("local-platform", { workDir: "$TW_AGENT_WORKDIR" });

    const environment = await scene.app.environments.get(scene.app.jane, id);

    expect(environment.status).toBe("AVAILABLE");
    expect(environment.config.workDir).toBe("$TW_AGENT_WORKDIR");
  });

  test("a work directory that is a file is no work directory", async () => {
    const { workDir } = await stepsOf({ workDir: program("java") });

    expect(workDir).toMatchObject({ status: "failed", summary: expect.stringMatching(/is not a directory/) as string });
  });

  test("Nextflow that is not there fails with a cure; with old Java it is not even tried", async () => {
    await rm(program("nextflow"));
    const missing = await stepsOf();
    await putProgram("java", `echo 'openjdk version "1.8.0_402"' >&2`);
    const old = await stepsOf();

    expect(missing.nextflow).toMatchObject({
      status: "failed",
      cure: "Install Nextflow, or load it as a module or in the pre-run script of the environment.",
    });
    expect(old.java).toMatchObject({ status: "failed", summary: "Java 1.8.0_402 is too old for Nextflow." });
    expect(old.nextflow).toMatchObject({ status: "skipped", summary: "Not tried: Java comes first." });
  });

  test("the pre-run script is run first, as in the head job, and may be as loud as it likes", async () => {
    await rm(program("nextflow"));
    const preRunScript = `echo 'version 1.2.3'\nexport PATH="${scene.cluster.root}/more:$PATH"`;
    await scene.cluster.pipeline("../more", "");
    await writeFile(join(scene.cluster.root, "more", "nextflow"), "#!/bin/sh\necho '  version 25.04.4 build 5944'\n");
    await chmod(join(scene.cluster.root, "more", "nextflow"), 0o755);

    const { java, nextflow } = await stepsOf({ preRunScript });

    expect(java.status).toBe("passed");
    expect(nextflow).toMatchObject({ status: "passed", summary: "Nextflow 25.04.4" });
  });

  test("a pre-run script that fails is a failure", async () => {
    const { java } = await stepsOf({ preRunScript: "echo no such module >&2; false" });

    expect(java).toMatchObject({ status: "failed", detail: expect.stringContaining("no such module") as string });
  });

  test("an agent that may not start bash leaves open what only a pre-run script could bring", async () => {
    scene.app.ways.fateOf = ([first]) => ({ kind: first === "bash" ? "refuse" : "pass" });
    const present = await stepsOf({ preRunScript: "module load nextflow" });
    await rm(program("nextflow"));
    const id = await scene.app.environment("local-platform", { preRunScript: "module load nextflow" });
    const environment = await scene.app.environments.get(scene.app.jane, id);

    expect(present.nextflow.status).toBe("passed");
    expect(environment.checkSteps.find(({ key }) => key === "nextflow")).toMatchObject({
      status: "skipped",
      summary: expect.stringMatching(/not tried/) as string,
    });
    expect(environment.status).toBe("AVAILABLE");
  });

  test("a connection that breaks in the middle fails the step in which it broke", async () => {
    scene.app.ways.fateOf = ([first]) => ({ kind: first === "java" ? "lose-answer" : "pass" });

    const { java, nextflow } = await stepsOf();

    expect(java).toMatchObject({ status: "failed", summary: "The connection broke while the answer was awaited." });
    expect(nextflow.status).toBe("skipped");
  });
});

describe("a check that is cut short", () => {
  test("is done again by the next server", async () => {
    const door = Promise.withResolvers<undefined>();
    scene.app.ways.fateOf = ([first]) => (first === "java" ? { kind: "hang", until: door.promise } : { kind: "pass" });
    const stop = new AbortController();
    const body = {
      name: "cut-short",
      platform: "local-platform",
      credentialsId: scene.app.credentialsId,
      config: { workDir: scene.cluster.work },
    };
    const id = await scene.app.environments.create(scene.app.jane, body);
    await scene.app.environmentReconciler.step(stop.signal);
    await eventually("java is asked", () => scene.app.ways.count("java") > 0);

    stop.abort();
    door.resolve(undefined);
    await scene.app.environmentReconciler.idle();
    const between = await scene.app.environments.get(scene.app.jane, id);
    await scene.restart();
    await scene.app.environmentReconciler.step(new AbortController().signal);
    await scene.app.environmentReconciler.idle();

    expect(between).toMatchObject({ status: "CREATING", checkFinishedAt: null });
    expect(await scene.app.environments.get(scene.app.jane, id)).toMatchObject({ status: "AVAILABLE" });
  });

  test("is void when a newer one was asked for", async () => {
    const door = Promise.withResolvers<undefined>();
    scene.app.ways.fateOf = ([first]) => (first === "java" ? { kind: "hang", until: door.promise } : { kind: "pass" });
    const signal = new AbortController().signal;
    await scene.app.checks.restart(scene.app.jane, scene.environment);
    await scene.app.environmentReconciler.step(signal);
    await eventually("java is asked", () => scene.app.ways.count("java") > 1);
    scene.app.clock.moveOn(10);

    const newer = await scene.app.checks.restart(scene.app.jane, scene.environment);
    await putProgram("java", "exit 1");
    scene.app.ways.fateOf = () => ({ kind: "pass" });
    door.resolve(undefined);
    await scene.app.environmentReconciler.step(signal);
    await scene.app.environmentReconciler.idle();

    const environment = await scene.app.environments.get(scene.app.jane, scene.environment);
    expect(environment.checkStartedAt).toBe(newer.checkStartedAt);
    expect(environment.status).toBe("ERRORED");
  });
});

describe("a check that somebody stops", () => {
  const hangAt = (wanted: string) => {
    const door = Promise.withResolvers<undefined>();
    scene.app.ways.fateOf = ([first]) => (first === wanted ? { kind: "hang", until: door.promise } : { kind: "pass" });
    return door;
  };
  const stopWhileItHangs = async (id: Parameters<typeof scene.app.checks.stop>[1], wanted: string) => {
    const before = scene.app.ways.count(wanted);
    const door = hangAt(wanted);
    await scene.app.environmentReconciler.step(new AbortController().signal);
    await eventually(`${wanted} is asked`, () => scene.app.ways.count(wanted) > before);
    await scene.app.checks.stop(scene.app.jane, id);
    const stopped = await scene.app.environments.get(scene.app.jane, id);
    door.resolve(undefined);
    await scene.app.environmentReconciler.idle();
    return { stopped, later: await scene.app.environments.get(scene.app.jane, id) };
  };

  test("before it knows enough makes a new environment unusable, and nothing that comes later changes that", async () => {
    const config = { workDir: scene.cluster.work };
    const body = { name: "stopped", platform: "local-platform", credentialsId: scene.app.credentialsId, config };
    const id = toComputeEnvId(await scene.app.environments.create(scene.app.jane, body));

    const { later, stopped } = await stopWhileItHangs(id, "java");

    expect(stopped).toMatchObject({ status: "ERRORED", statusReason: "The check was stopped before its end. Check again." });
    expect(stopped.checkSteps.find(({ key }) => key === "java")).toMatchObject({ status: "skipped", summary: "Stopped." });
    expect(later).toEqual(stopped);
  });

  test("leaves an environment that was checked before as it was, and a check that has ended alone", async () => {
    await scene.app.checks.restart(scene.app.jane, scene.environment);

    const { later } = await stopWhileItHangs(scene.environment, "java");
    await scene.app.checks.stop(scene.app.jane, scene.environment);

    expect(later).toMatchObject({ status: "AVAILABLE", statusReason: null });
    expect(await scene.app.environments.get(scene.app.jane, scene.environment)).toEqual(later);
  });
});
