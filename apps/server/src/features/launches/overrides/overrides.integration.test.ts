import { readFile } from "node:fs/promises";
import type { LaunchRules } from "@postern/contracts";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import type { ClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import { registerLaunchRoutes } from "../routes.ts";

let scene: LaunchScene;

const open = async (config: object = {}): Promise<LaunchScene> => (scene = await LaunchScene.open({ eventually, config }));

beforeEach(async () => {
  await open({ preRunScript: "export FROM=environment\r\n", environment: [{ name: "GENOME", value: "GRCh37", head: true }] });
});

afterEach(() => scene[Symbol.asyncDispose]());

const rule = (rules: LaunchRules | null) => scene.app.launchRules.replace(scene.app.jane, scene.environment, { rules });
const runs = async () => (await scene.database.query.selectFrom("runs").select("id").execute()).length;
const outOfBounds = (message: RegExp, fields: readonly string[]) =>
  expect.objectContaining({ code: "launch.out_of_bounds", message: expect.stringMatching(message) as string, fields });

describe("a launch", () => {
  test("within the rules says what its environment says otherwise, and the run keeps it", async () => {
    await rule({ variables: { allow: "within", values: ["GENOME", "DEPTH"] } });
    const variables = [
      { name: "GENOME", value: "GRCh38" },
      { name: "DEPTH", value: "30", compute: true },
    ];
    const runId = await scene.launch(await scene.cluster.pipeline("vars", 'echo "$GENOME $FROM"'), { overrides: { variables, queue: "" } });
    await scene.ended(runId);

    const [run, config] = [await scene.runOf(runId), await readFile(scene.fileOf(runId, ".config"), "utf8")];
    expect(await readFile(scene.fileOf(runId, ".txt"), "utf8")).toBe("GRCh38 environment\n");
    expect(config).toContain("env.DEPTH = '30'");
    expect(JSON.parse(run.launch ?? "{}")).toMatchObject({ overrides: { variables } });
  });

  test.each([
    ["a pre-run script", { preRunScript: "true" }, /may not choose the pre-run script here\./, ["launch.preRunScript"]],
    ["a post-run script", { postRunScript: "true" }, /post-run script/, ["launch.postRunScript"]],
    ["a config", { configText: "x = 1" }, /Nextflow config/, ["launch.configText"]],
    ["a version of Nextflow", { nextflowVersion: "24.10.4" }, /Nextflow version/, ["launch.nextflowVersion"]],
    ["a work directory", { workDir: "/tmp" }, /may not choose the work directory here; \/tmp was asked for/, ["launch.workDir"]],
    ["a variable", { overrides: { variables: [{ name: "A", value: "1" }] } }, /environment variables/, ["launch.overrides.variables"]],
    [
      "two things at once",
      { configText: "x = 1", workDir: "/tmp" },
      /Nextflow config.*work directory/,
      ["launch.configText", "launch.workDir"],
    ],
  ])(
    "that brings %s where rules allow nothing is refused, with who may change that, and nothing is stored",
    async (_what, more, message, fields) => {
      await rule({});
      const pipeline = await scene.cluster.pipeline("good", "exit 0");

      await expect(scene.launch(pipeline, more)).rejects.toEqual(outOfBounds(message, fields));
      await expect(scene.launch(pipeline, more)).rejects.toThrow(/is changed on the page of env-0, by whose environment it is\.$/);

      expect(await runs()).toBe(0);
      expect(scene.submits).toBe(0);
    },
  );

  test.each([
    [
      "an option of schedulers, on a computer without one",
      { overrides: { queue: "long" } },
      "launch.overrides.queue",
      /no queue to choose/,
    ],
    ["an option that nobody knows", { overrides: { colour: "red" } }, "launch.overrides.colour", /no colour to choose/],
    [
      "a version of Nextflow at the wrong place",
      { overrides: { nextflowVersion: "24.10.4" } },
      "launch.overrides.nextflowVersion",
      /beside its overrides/,
    ],
    ["a script at the wrong place", { overrides: { preRunScript: [{}] } }, "launch.overrides.preRunScript", /beside its overrides/],
    [
      "a variable twice",
      { overrides: { variables: [1, 2].map((value) => ({ name: "A", value: String(value) })) } },
      "launch.overrides.variables",
      /twice/,
    ],
  ])("that brings %s is refused whatever the rules", async (_what, more, field, message) => {
    await expect(scene.launch(await scene.cluster.pipeline("good", "exit 0"), more)).rejects.toEqual(
      expect.objectContaining({ code: "request.invalid", fields: [field], message: expect.stringMatching(message) as string }),
    );
  });

  test("that gets the version of Nextflow of its environment, or names it, breaks no rule", async () => {
    await rule({});
    await scene.app.nextflowVersions.choose(scene.app.jane, scene.environment, { version: "24.10.4" });
    const pipeline = await scene.cluster.pipeline("good", "exit 0");

    const launched = [await scene.launch(pipeline), await scene.launch(pipeline, { nextflowVersion: "24.10.4" })];

    for (const runId of launched)
      expect(JSON.parse((await scene.runOf(runId)).launch ?? "{}")).toMatchObject({ nextflowVersion: "24.10.4" });
  });

  test("without rules may do what it could before there were any, and no more", async () => {
    const pipeline = await scene.cluster.pipeline("good", "exit 0");

    const runId = await scene.launch(pipeline, { preRunScript: "true", configText: "x = 1", headJobCpus: 900, headJobMemoryMb: 1 });
    const variables = scene.launch(pipeline, { overrides: { variables: [{ name: "A", value: "1" }] } });

    await expect(variables).rejects.toEqual(outOfBounds(/environment variables/, ["launch.overrides.variables"]));
    expect(JSON.parse((await scene.runOf(runId)).launch ?? "{}")).not.toHaveProperty("overrides");
  });

  test("may work below the folders that its rules name, with what their variables mean on the cluster", async () => {
    const { root, work } = scene.cluster;
    await rule({ workDir: { allow: "within", below: [work.replace(root, "$HOME")] } });
    const pipeline = await scene.cluster.pipeline("good", "exit 0");

    const inside = await scene.launch(pipeline, { workDir: work.replace(root, "${HOME}") });
    const beside = scene.launch(pipeline, { workDir: `${root}/pipelines` });
    const around = scene.launch(pipeline, { workDir: `${work}/../pipelines` });

    expect((await scene.runOf(inside)).work_dir).toBe(work);
    await expect(beside).rejects.toEqual(outOfBounds(/must be .*\/work or below here/, ["launch.workDir"]));
    await expect(around).rejects.toEqual(outOfBounds(/has \. or \.\. in it/, ["launch.workDir"]));
  });

  test("that names the directory of its environment in full chose nothing: so does one that is launched again", async () => {
    const { root, work } = scene.cluster;
    await scene.app.environmentEdits.edit(scene.app.jane, scene.environment, {
      computeEnv: { config: { workDir: work.replace(root, "$HOME") } },
    });
    // The edit asked for a check; making another environment waits for the checks that are wanted.
    await scene.app.environment("local-platform");
    await rule({});

    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), { workDir: work, computeEnvId: scene.environment });

    expect((await scene.runOf(runId)).work_dir).toBe(work);
  });
});

describe("a launch that waits for its cluster", () => {
  /** Asked for under the rules that are there now, and then left to wait: its cluster is away. */
  async function waiting(more: object): Promise<Awaited<ReturnType<LaunchScene["launch"]>>> {
    await scene.restart({ patienceMs: 300 });
    const door = Promise.withResolvers<undefined>();
    [scene.app.ways.isOffline, scene.app.ways.offlineAnswer] = [true, door.promise];
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), more);
    door.resolve(undefined);
    return runId;
  }

  test("is judged again by the rules of the time when it is submitted: nothing is submitted that they forbid now", async () => {
    const runId = await waiting({ configText: "x = 1" });

    await rule({});
    scene.app.ways.isOffline = false;
    const run = await scene.sweepUntil(runId, "FAILED");

    expect(run.status_reason).toMatch(/A launch may not choose the Nextflow config here/);
    expect((await scene.jobOf(runId)).submit_state).toBe("refused");
    expect(await scene.startsOf(runId)).toBe(0);
    expect(scene.submits).toBe(0);
  });

  test("goes on with the settings of its environment that it was launched with, whatever rules say now", async () => {
    await scene.app.nextflowVersions.choose(scene.app.jane, scene.environment, { version: "24.10.4" });
    const runId = await waiting({});

    await rule({});
    await scene.app.nextflowVersions.choose(scene.app.jane, scene.environment, { version: "25.04.1" });
    await scene.app.environmentEdits.edit(scene.app.jane, scene.environment, {
      computeEnv: { config: { workDir: scene.cluster.root, preRunScript: "export FROM=edited" } },
    });
    scene.app.ways.isOffline = false;
    await scene.sweepUntilJob(runId, ({ submit_state: state }) => state === "submitted" || state === "finished");

    expect(await readFile(scene.fileOf(runId, ".pre.sh"), "utf8")).toBe("export FROM=environment\n");
  });
});

describe("a launch of tw", () => {
  let http: ClusterHttp;

  beforeEach(async () => {
    http = await openClusterHttp(scene.app, scene.database, (server) => registerLaunchRoutes(server, scene.app.launches));
  });
  afterEach(() => http[Symbol.asyncDispose]());

  const launch = async (more: object) => {
    const pipeline = await scene.cluster.pipeline("good", "exit 0");
    const launched = { computeEnvId: scene.environment, pipeline: `file:${pipeline}`, workDir: scene.cluster.work, ...more };
    return http.call("POST", "/api/workflow/launch", { launch: launched });
  };

  test("copies the scripts of the environment into its body, which changes nothing and needs no rule", async () => {
    await rule({});

    const answer = await launch({ preRunScript: "export FROM=environment\r\n" });

    expect(answer).toEqual({ status: 200, json: { workflowId: expect.stringMatching(/^\w+$/) as string } });
  });

  test("is held by the rules, and told so in the form of public errors", async () => {
    await rule({});

    const answer = await launch({ preRunScript: "module load x", configText: "x = 1" });

    expect(answer).toMatchObject({
      status: 400,
      json: { code: "launch.out_of_bounds", fields: ["launch.preRunScript", "launch.configText"] },
    });
    expect(answer.json["message"]).toMatch(/^A launch may not choose the pre-run script here.*on the page of env-0/);
    expect(await runs()).toBe(0);
  });
});
