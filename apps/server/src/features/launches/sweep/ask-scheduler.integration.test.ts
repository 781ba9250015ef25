import { toSchedulerJobId } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { schedulerOfKind } from "@postern/schedulers";
import { askerOf, startLoginNode } from "@postern/testing";
import type { LoginNode } from "@postern/testing";
import { openLocalChannel } from "@postern/transport/local";
import type { LocalChannel } from "@postern/transport/local";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { askByName, askStatuses } from "./ask-scheduler.ts";

const unknown = toSchedulerJobId("Moab.999999");

describe("on a Moab, which can only be asked about everybody's jobs or those of one user", () => {
  const scheduler = schedulerOfKind("moab");
  let node: LoginNode;
  let channel: LocalChannel;
  let left = Number.POSITIVE_INFINITY;
  const questions = { take: () => (left -= 1) >= 0, noteUnanswered: () => undefined };
  const ask = (jobs: Parameters<typeof askStatuses>[1]) => askStatuses({ channel, scheduler, questions }, jobs);

  beforeAll(async () => {
    node = await startLoginNode("moab");
    channel = await openLocalChannel({ workDir: node.dir, env: node.env, clock: new SystemClock() });
    // More than an answer may hold, and all of it before ours.
    node.fill(100_000);
  });
  beforeEach(() => {
    left = Number.POSITIVE_INFINITY;
  });
  afterAll(async () => {
    await channel[Symbol.asyncDispose]();
    await node.stop();
  });

  async function submit(name: string) {
    const asker = askerOf({ scheduler, channel, folder: node.dir, queue: node.queue });
    return asker.submit(await asker.jobOf(name, "exec sleep 300"));
  }

  test("one small question tells of all our jobs, behind a hundred thousand of others", async () => {
    const jobs = [await submit("one"), await submit("two")];
    const before = node.calls();

    const { sightings, questions: asked } = await ask(jobs);

    expect([...sightings.values()]).toEqual([{ seen: "running" }, { seen: "running" }]);
    expect([node.calls() - before, asked]).toEqual([1, 1]);
  });

  test("of a job that is not listed for our account nothing is believed but what the list of all says, which is cut, in short too", async () => {
    const job = await submit("three");

    const { sightings, questions: asked } = await ask([job, unknown]);

    expect(sightings.get(job)).toEqual({ seen: "running" });
    expect(sightings.get(unknown)).toEqual({ seen: "nothing", reason: "The cluster has more jobs than one answer of showq holds." });
    expect(asked).toBe(3);
  });

  test("a job is found by its name among those of our account; that it is not there is not believed", async () => {
    const job = await submit("named");

    expect(await askByName({ channel, scheduler, questions }, "named")).toEqual([job]);
    expect(await askByName({ channel, scheduler, questions }, "nobody")).toBeUndefined();
  });

  test("a budget that is used up says nothing of any job", async () => {
    const job = await submit("four");
    left = 0;

    expect((await ask([job])).sightings.get(job)).toMatchObject({ seen: "nothing" });
  });
});

describe("on a Moab that knows the account by another name", () => {
  test("a job that runs is not absent, and one that nobody knows is", async () => {
    await using node = await startLoginNode("moab");
    await using channel = await openLocalChannel({ workDir: node.dir, env: node.env, clock: new SystemClock() });
    const scheduler = schedulerOfKind("moab");
    const asker = askerOf({ scheduler, channel, folder: node.dir, queue: node.queue });
    node.knowAccountAs("mapped");
    const job = await asker.submit(await asker.jobOf("mapped", "exec sleep 300"));

    const { sightings } = await askStatuses({ channel, scheduler, questions: { take: () => true, noteUnanswered: () => undefined } }, [
      job,
      unknown,
    ]);

    expect([...sightings]).toEqual([
      [job, { seen: "running" }],
      [unknown, { seen: "absent" }],
    ]);
  });
});
