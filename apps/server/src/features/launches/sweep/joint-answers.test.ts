import { toSchedulerJobId } from "@postern/domain";
import type { SchedulerJobId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { JointAnswers } from "./joint-answers.ts";
import type { Answers } from "./joint-answers.ts";

const [one, two, three] = ["1", "2", "3"].map(toSchedulerJobId) as [SchedulerJobId, SchedulerJobId, SchedulerJobId];

/** Asks of one account; each question waits until it is answered by hand. */
function open() {
  const clock = new ManualClock();
  const joint = new JointAnswers(() => clock.now());
  const asked: SchedulerJobId[][] = [];
  const doors: PromiseWithResolvers<undefined>[] = [];
  const ask = async (jobs: readonly SchedulerJobId[]): Promise<Answers> => {
    const door = Promise.withResolvers<undefined>();
    asked.push([...jobs]);
    doors.push(door);
    await door.promise;
    const look = { startedAt: asked.length, answerMs: 0, questions: 1 };
    return { sightings: new Map(jobs.map((job) => [job, { seen: "running" }])), look };
  };
  const get = (jobs: readonly SchedulerJobId[], others: readonly SchedulerJobId[] = [], since = clock.now(), account = "jane") =>
    joint.get({ account, jobs, others, since }, ask);
  return {
    clock,
    joint,
    asked,
    get,
    answer: (question: number) => doors[question]?.resolve(undefined),
    fail: (question: number, error: unknown) => doors[question]?.reject(error),
  };
}

test("who comes first asks about the jobs of all, and the others take their part of the same answer, also afterwards", async () => {
  const { clock, asked, get, answer } = open();
  const since = clock.now();

  const first = get([one], [two, three], since);
  const second = get([two], [one, three], since);
  answer(0);
  const answers = await Promise.all([first, second]);
  clock.advance(20_000);
  const late = await get([three], [one, two], since);

  expect(asked).toEqual([[one, two, three]]);
  expect([...answers, late].map(({ sightings }) => sightings.size)).toEqual([3, 3, 3]);
});

test("an answer from before is not taken for one of now", async () => {
  const { clock, asked, get, answer } = open();
  const before = get([one]);
  answer(0);
  await before;
  clock.advance(1);

  const after = get([one]);
  answer(1);

  expect((await after).look.startedAt).toBe(2);
  expect(asked).toHaveLength(2);
});

test("a job that the question did not name is asked about when that question is over, and never beside it", async () => {
  const { clock, asked, get, answer } = open();
  const since = clock.now();
  const first = get([one], [], since);
  const second = get([two], [one], since);
  const third = get([two], [], since);
  await Promise.resolve();
  const beside = asked.length;

  answer(0);
  await first;
  await expect.poll(() => asked.length).toBe(2);
  answer(1);

  expect((await second).sightings.has(two)).toBe(true);
  expect(await third).toBe(await second);
  expect(beside).toBe(1);
  expect(asked).toEqual([[one], [two, one]]);
});

test("an answer about a part of the jobs is not taken for one about all", async () => {
  const { clock, asked, get, answer } = open();
  const since = clock.now();
  const first = get([one], [], since);
  const both = get([one, two], [], since);

  answer(0);
  await first;
  await expect.poll(() => asked.length).toBe(2);
  answer(1);

  expect([...(await both).sightings.keys()]).toEqual([one, two]);
});

test("a question that fails is told to those who wanted its answer, and the next one is asked", async () => {
  const { asked, get, answer, fail } = open();
  const [first, second] = [get([one], [two]), get([two], [one])];
  const other = get([three]);

  fail(0, new TypeError("broken"));

  await expect(first).rejects.toThrow("broken");
  await expect(second).rejects.toThrow("broken");
  await expect.poll(() => asked.length).toBe(2);
  answer(1);
  expect((await other).sightings.has(three)).toBe(true);
});

test("accounts do not wait for each other", async () => {
  const { clock, asked, get, answer } = open();
  const hanging = get([one]);

  const john = get([two], [], clock.now(), "john");
  answer(1);

  expect((await john).sightings.has(two)).toBe(true);
  expect(asked).toEqual([[one], [two]]);
  answer(0);
  await hanging;
});

test("what nobody has jobs of any more is forgotten, but for a question that is under way", async () => {
  const { clock, joint, asked, get, answer } = open();
  const since = clock.now();
  const first = get([one], [], since);
  joint.keepOnly(new Set());
  const joined = get([one], [], since);
  answer(0);
  await Promise.all([first, joined]);
  joint.keepOnly(new Set());

  const again = get([one], [], since);
  answer(1);
  await again;

  expect(asked).toHaveLength(2);
});
