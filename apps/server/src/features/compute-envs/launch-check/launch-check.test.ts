import { AppError, toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { trialName } from "../../../testing/trial-name.fixture.ts";
import { FakeCluster } from "../check/fake-cluster.fixture.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { LaunchCheck } from "./launch-check.ts";
import type { LaunchCheckParts } from "./launch-check.ts";

const environment = { id: "env1", name: "alpine", platform: "slurm-platform" } as unknown as ComputeEnvironment;
const slurmQuestions = ["sinfo", "scontrol"];

function stage({ accountOf = (userId: number) => `slurm of ${String(userId)}`, perMinute = 100 } = {}) {
  const clock = new ManualClock();
  const cluster = new FakeCluster(clock);
  cluster.answers.set("sh -c", "/usr/bin/nextflow\n");
  let left = perMinute;
  const take = (count: number): boolean => left >= count && ((left -= count), true);
  const findQuestions = ({ userId }: { readonly userId: number }) => Promise.resolve({ account: accountOf(userId), take });
  const noted: string[] = [];
  const noteRefusal: LaunchCheckParts["noteRefusal"] = (_environment, { step }) => Promise.resolve(void noted.push(step));
  const check = new LaunchCheck({ clock, markOf: trialName, findQuestions, noteRefusal });
  const launch = (userId = 1, more: object = {}) =>
    check.requireReady({
      ...{ environment, userId: toUserId(userId), channel: cluster, directories: ["/scratch/work"], preRun: undefined },
      ...{ namesNextflow: false, ...more },
    });
  const asked = () => cluster.asked.filter((line) => slurmQuestions.includes(line.split(" ")[0] ?? "")).length;
  return { clock, cluster, launch, asked, noted };
}

test("what hangs is waited for some seconds, and the launch goes on", async () => {
  const { clock, cluster, launch } = stage();
  cluster.run = () => new Promise(() => undefined);

  const launched = launch();

  await expect.poll(() => clock.sleeperCount).toBeGreaterThan(0);
  clock.advance(8000);
  expect(await launched).toBeUndefined();
});

test("what was found counts, whatever else hangs", async () => {
  const { clock, cluster, launch } = stage();
  const run = cluster.run.bind(cluster);
  cluster.run = (command) => (command.words[0] === "sinfo" ? new Promise(() => undefined) : run(command));
  cluster.answers.set("sh -c", { exitCode: 127, stdout: "" });

  const launched = launch().catch((error: unknown) => error);
  await expect.poll(() => clock.sleeperCount).toBeGreaterThan(0);
  await expect.poll(() => cluster.asked.some((line) => line.startsWith("sh -c"))).toBe(true);
  clock.advance(8000);

  expect(await launched).toMatchObject({ code: "launch.not_ready", message: expect.stringContaining("Nextflow:") as string });
});

test("a lookup that something ended has not said that Nextflow is missing", async () => {
  const { cluster, launch } = stage();
  cluster.answers.set("sh -c", { exitCode: 137, stdout: "" });

  expect(await launch()).toBeUndefined();
});

test("all who share an account share what was seen, and everybody with an account of their own is looked at", async () => {
  const [shared, own] = [stage({ accountOf: () => "slurm of the group" }), stage()];

  for (const { launch } of [shared, own]) for (const userId of [1, 2, 3]) await launch(userId);

  expect(own.asked()).toBe(3 * shared.asked());
  expect(shared.asked()).toBeGreaterThan(0);
});

test("another work directory is looked at, and the scheduler is not asked again for it", async () => {
  const { cluster, launch, asked } = stage();
  await launch();
  const before = asked();
  cluster.foreign.add("/scratch/other");
  cluster.writeFile = () => Promise.reject(new AppError("file.failed", "There is no space left."));

  await expect(launch(1, { directories: ["/scratch/other"] })).rejects.toMatchObject({
    code: "launch.not_ready",
    message:
      "Compute environment alpine is not ready for a run. Work directory: There is no space left. Free some space or quota there, or choose another directory.",
  });
  expect(asked()).toBe(before);
});

test("a scheduler that is asked enough as it is, is not asked, and keeps nobody from launching", async () => {
  const { cluster, launch, asked } = stage({ perMinute: 0 });
  cluster.answers.set("scontrol ping", { exitCode: 1, stdout: "Slurmctld(primary) at ctl1 is DOWN\n" });

  await launch();

  expect(asked()).toBe(0);
});

test("a scheduler whose commands are gone is a reason; one that could not be asked is none", async () => {
  const { cluster, launch, clock } = stage();
  cluster.answers.set("sinfo --version", new AppError("command.timeout", "No answer."));
  await launch();
  clock.advance(11_000);
  cluster.answers.delete("sinfo --version");
  cluster.answers.delete("sinfo");

  await expect(launch()).rejects.toMatchObject({
    code: "launch.not_ready",
    message: expect.stringContaining("Scheduler: Cannot run sinfo") as string,
  });
});

test("a failure is given again for a moment only, and kept once for each look", async () => {
  const { cluster, launch, asked, clock, noted } = stage();
  cluster.answers.set("scontrol ping", { exitCode: 1, stdout: "Slurmctld(primary) at ctl1 is DOWN\n" });
  await expect(launch()).rejects.toMatchObject({ code: "launch.not_ready" });
  const once = asked();
  await expect(launch()).rejects.toMatchObject({ code: "launch.not_ready" });
  const twice = asked();

  clock.advance(11_000);
  await expect(launch()).rejects.toMatchObject({ code: "launch.not_ready" });

  expect([twice, asked(), noted]).toEqual([once, 2 * once, ["Scheduler", "Scheduler"]]);
});
