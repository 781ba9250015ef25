import { mkdtemp, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isAppError, toRunId } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

let scene: LaunchScene;

beforeEach(async () => {
  scene = await LaunchScene.open({ eventually });
});

afterEach(() => scene[Symbol.asyncDispose]());

describe("a launch that goes well", () => {
  test("is submitted once, followed to its end, and its logs are kept", async () => {
    const pipeline = await scene.cluster.pipeline("good", "echo 'N E X T F L O W'; exit 0");

    const runId = await scene.launch(pipeline, { paramsText: '{"a":1}', revision: "main" });
    await scene.begin(runId);
    await scene.ended(runId);
    await scene.complete(runId);
    await scene.sweepUntilClosed(runId);

    const [run, log] = [await scene.runOf(runId), await scene.app.runs.findLog(runId, "console")];
    expect(run).toMatchObject({ status: "SUCCEEDED", work_dir: scene.cluster.work, launch_dir: scene.cluster.work, project_name: "good" });
    expect(Buffer.from(log?.bytes ?? []).toString()).toBe("N E X T F L O W\n");
    expect(await scene.app.runs.findLog(runId, "job")).toBeDefined();
    expect(await scene.startsOf(runId)).toBe(1);
    expect(scene.app.endedTokens).toContain(runId);
  });

  test("leaves files that only their owner reads, with the parameters as they were given", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("files", "sleep 30"), {
      paramsText: '{"a":1}',
      configText: "process.cpus = 3",
    });

    const [launcher, params] = [
      await stat(scene.fileOf(runId, ".launcher.sh")),
      await readFile(scene.fileOf(runId, ".params.json"), "utf8"),
    ];

    expect(launcher.mode & 0o777).toBe(0o700);
    expect(params).toBe('{"a":1}');
    expect(await readFile(scene.fileOf(runId, ".config"), "utf8")).toContain("process.cpus = 3");
  });

  test("fills in the home folder of the account, and stores what it was asked for", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), {
      workDir: scene.cluster.work.replace(scene.cluster.root, "${HOME}"),
    });

    const { launch, work_dir: workDir } = await scene.runOf(runId);

    expect(workDir).toBe(scene.cluster.work);
    expect(JSON.parse(launch ?? "{}")).toMatchObject({ workDir: expect.stringMatching(/^\$\{HOME\}\//) as string });
  });

  test("makes the work directory that Postern proposes, for an account that nobody has checked", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), { workDir: "$HOME/postern-work" });

    const made = join(scene.cluster.root, "postern-work");
    expect((await scene.runOf(runId)).work_dir).toBe(made);
    expect((await stat(made)).mode & 0o777).toBe(0o700);
  });

  test("takes nothing from a request that has no place in one: where its files lie is for the environment to say", async () => {
    const elsewhere = await mkdtemp(join(scene.cluster.root, "elsewhere-"));
    const pipeline = await scene.cluster.pipeline("good", "exit 0");

    const runId = await scene.launch(pipeline, { launchDir: elsewhere, computeEnvironment: "made-up" });

    const { launch, launch_dir: launchDir } = await scene.runOf(runId);
    expect(launchDir).toBe(scene.cluster.work);
    expect(JSON.parse(launch ?? "{}")).not.toHaveProperty("computeEnvironment");
    expect(await readdir(elsewhere)).toEqual([]);
  });

  test("uses the primary environment when none is named, and makes up a free name and a session", async () => {
    const pipeline = await scene.cluster.pipeline("good", "exit 0");

    const [first, second] = [await scene.runOf(await scene.launch(pipeline)), await scene.runOf(await scene.launch(pipeline))];

    expect(first.compute_env_id).toBe(scene.environment);
    expect(first.run_name).toMatch(/^[a-z]+_[a-z]+$/);
    expect(second.run_name).not.toBe(first.run_name);
    expect(first.session_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("asks its scheduler nothing before the interval is over, and a cancel of it asks once", async () => {
    const asked = (): number => scene.app.woken.filter((name) => name === "runs").length;
    const runId = await scene.launch(await scene.cluster.pipeline("long", "sleep 30"));
    const afterLaunch = asked();

    await scene.app.launches.cancel(scene.app.jane, runId);
    await scene.app.launches.cancel(scene.app.jane, runId);

    expect([afterLaunch, asked()]).toEqual([0, 1]);
  });

  test("tells that the console output grows while it runs", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "echo hello; sleep 30"));
    await eventually(
      "output",
      async () => (await scene.exists(scene.fileOf(runId, ".txt"))) && (await stat(scene.fileOf(runId, ".txt"))).size > 0,
    );

    await scene.app.sweep();

    expect(scene.app.events).toContainEqual({ type: "run-log", runId, workspaceId: null });
    const live = await scene.app.liveLogs.tail(await scene.runOf(runId), "console");
    expect(Buffer.from(live?.bytes ?? []).toString()).toBe("hello\n");
  });
});

describe("a launch that cannot work", () => {
  const refusal = (code: string, message: RegExp) => expect.objectContaining({ code, message: expect.stringMatching(message) as string });

  test.each([
    [
      "a pipeline path that is missing",
      { pipeline: "/no/such/pipeline" },
      "launch.pipeline_not_found",
      /no pipeline at \/no\/such\/pipeline on /,
    ],
    ["a file address that is missing", { pipeline: "file:///no/such/repository" }, "launch.pipeline_not_found", /\/no\/such\/repository/],
    [
      "a work directory that is missing",
      { workDir: "/no/such/place" },
      "request.invalid",
      /\/no\/such\/place does not exist on \S+\. Make it there with "mkdir/,
    ],
    ["an unknown variable in a path", { workDir: "$SCRATCH/work" }, "request.invalid", /\$SCRATCH/],
    ["a command for a path", { workDir: "$(id)" }, "request.invalid", /must begin with \//],
    ["a bare pipeline name", { pipeline: "nf-core/rnaseq" }, "request.invalid", /https:\/\/github.com\/nf-core\/rnaseq/],
    ["a bad run name", { runName: "1abc" }, "request.invalid", /1abc is not a run name/],
    ["broken parameters", { paramsText: '{"a":' }, "request.invalid", /not valid JSON/],
    ["parameters that are a list", { paramsText: "[1]" }, "request.invalid", /must be an object/],
    ["a resume without a session", { resume: true }, "request.invalid", /sessionId/],
    ["a revision that looks like an option", { revision: "-r" }, "request.invalid", /revision/],
  ])("%s is refused, and nothing is stored", async (_what, change, code, message) => {
    const pipeline = await scene.cluster.pipeline("good", "exit 0");

    await expect(scene.launch(pipeline, change)).rejects.toEqual(refusal(code, message));

    expect(await scene.app.runs.listUnfinished()).toEqual([]);
    expect(await scene.database.query.selectFrom("runs").selectAll().execute()).toEqual([]);
  });

  test("an agent that is away is said, and nothing is stored", async () => {
    const pipeline = await scene.cluster.pipeline("good", "exit 0");
    scene.app.ways.isOffline = true;

    await expect(scene.launch(pipeline)).rejects.toEqual(refusal("agent.offline", /No agent is connected/));

    expect(await scene.database.query.selectFrom("runs").selectAll().execute()).toEqual([]);
  });

  test("an agent that leaves before the submit fails the run plainly, and nothing is sent later", async () => {
    scene.app.ways.fateOf = (words) => ({ kind: words.includes("submit") ? "offline" : "pass" });

    const attempt = scene.launch(await scene.cluster.pipeline("good", "exit 0"), { runName: "too_late" });

    await expect(attempt).rejects.toEqual(refusal("launch.failed", /before its job was submitted: No agent is connected/));
    scene.app.ways.fateOf = () => ({ kind: "pass" });
    await scene.app.sweep();
    const [run] = await scene.database.query.selectFrom("runs").selectAll().execute();
    expect(run).toMatchObject({ run_name: "too_late", status: "FAILED", status_reason: expect.stringMatching(/No agent/) as string });
    expect(scene.submits).toBe(1);
  });

  test("a name that is in use is refused", async () => {
    const pipeline = await scene.cluster.pipeline("good", "exit 0");
    await scene.launch(pipeline, { runName: "my_run" });

    await expect(scene.launch(pipeline, { runName: "my_run" })).rejects.toEqual(refusal("run.name_taken", /my_run already exists/));
  });

  test("of many at once under one name, one runs and the others are refused", async () => {
    const pipeline = await scene.cluster.pipeline("good", "exit 0");

    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => scene.launch(pipeline, { runName: "my_run" })));

    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    expect(refused).toEqual(Array.from({ length: 4 }, () => refusal("run.name_taken", /my_run already exists/)));
    expect(await scene.database.query.selectFrom("runs").select("run_name").execute()).toEqual([{ run_name: "my_run" }]);
    expect(scene.submits).toBe(1);
  });

  test("of two that resume one session at once, one is refused", async () => {
    const pipeline = await scene.cluster.pipeline("slow", "sleep 30");
    const again = { resume: true, sessionId: "1c3e0f2a-5b7d-4e7a-9a55-0d8f3f1d2b10" };

    const outcomes = await Promise.allSettled([scene.launch(pipeline, again), scene.launch(pipeline, again)]);

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes).toContainEqual({ status: "rejected", reason: refusal("run.active", /still active/) });
  });

  test("a session that is still active is not resumed", async () => {
    const pipeline = await scene.cluster.pipeline("slow", "sleep 30");
    const { session_id } = await scene.runOf(await scene.launch(pipeline));

    await expect(scene.launch(pipeline, { resume: true, sessionId: session_id })).rejects.toEqual(refusal("run.active", /still active/));
  });

  test("no environment at all is said", async () => {
    await scene.app.environments.remove(scene.app.jane, scene.environment);
    const pipeline = await scene.cluster.pipeline("good", "exit 0");

    await expect(scene.launch(pipeline)).rejects.toEqual(refusal("environment.none_primary", /none is primary/));
  });

  test("an answer that says nothing is no refusal: the run is kept, and looked for", async () => {
    const pipeline = await scene.cluster.pipeline("good", "exit 0");
    scene.app.ways.fateOf = (words) =>
      words.includes("submit") ? { kind: "answer", result: { exitCode: 1, stdout: "", stderr: "" } } : { kind: "pass" };

    const outcome = await scene.launch(pipeline).catch((error: unknown) => error);

    expect(isAppError(outcome)).toBe(false);
    expect((await scene.jobOf(toRunId(String(outcome)))).submit_state).toBe("unclear");
  });
});

test("a submission that is under way is not called lost", async () => {
  await scene.restart({ patienceMs: 1_000 });
  const door = Promise.withResolvers<undefined>();
  scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "hang", until: door.promise } : { kind: "pass" });

  const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
  // On a busy machine the launch may have come less far when the patience is over.
  await eventually("the submission is under way", () => scene.submits === 1);
  await scene.app.sweep();
  const [run, job] = [await scene.runOf(runId), await scene.jobOf(runId)];
  door.resolve(undefined);
  await eventually("it is submitted", async () => (await scene.jobOf(runId)).submit_state === "submitted");

  expect([run.status, run.status_reason]).toEqual(["SUBMITTED", null]);
  expect([job.submit_state, job.absent_since]).toEqual(["unclear", null]);
});

test("a submission that takes longer than the form waits goes on in the background", async () => {
  await scene.restart({ patienceMs: 1_000 });
  const door = Promise.withResolvers<undefined>();
  scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "hang", until: door.promise } : { kind: "pass" });

  const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
  const early = (await scene.jobOf(runId)).job_id;
  door.resolve(undefined);
  await eventually("it is submitted", async () => (await scene.jobOf(runId)).submit_state === "submitted");

  expect(early).toBeNull();
});
