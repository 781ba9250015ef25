import { toComputeEnvId, toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { slowestMs, SweepPace } from "./sweep-pace.ts";

const computeEnvId = toComputeEnvId("env4567890123456789012");
const key = { computeEnvId, ownerId: toUserId(1), name: "env jane", account: "jane" };

/** How long after a look that was answered after `answerMs` the next one is due, by beats of half a minute. */
function waitAfter(answerMs: number, questions = 1): number {
  const clock = new ManualClock();
  const pace = new SweepPace(clock, 30_000);
  const startedAt = clock.now();
  pace.note(key, { startedAt, answerMs, questions });
  do clock.advance(30_000);
  while (!pace.isDue(key));
  return clock.now() - startedAt;
}

test("a cluster that nobody has asked yet is due", () => {
  expect(new SweepPace(new ManualClock(), 30_000).isDue(key)).toBe(true);
});

test.each([
  [0, 30_000],
  [900, 30_000],
  [3000, 30_000],
  [6000, 60_000],
  [9000, 90_000],
  [60_000, slowestMs],
])("after an answer that took %i ms the scheduler is left alone for %i ms", (answerMs, waitMs) => {
  expect(waitAfter(answerMs)).toBe(waitMs);
});

test("it is never asked more seldom than Slurm needs to forget an ended job, a hanging answer included", () => {
  expect(waitAfter(3_600_000) + 60_000).toBeLessThan(300_000);
});

test("more jobs than one question holds make the questions more seldom and not more", () => {
  expect(waitAfter(10, 3)).toBe(90_000);
});

test("an interval that the administrator set longer than that is kept", () => {
  const clock = new ManualClock();
  const pace = new SweepPace(clock, 3_600_000);
  pace.note(key, { startedAt: clock.now(), answerMs: 100, questions: 1 });

  expect(pace.ofEnvironment(computeEnvId)).toMatchObject([{ intervalMs: 3_600_000 }]);
});

test("a scheduler that has become fast again is asked as often as before", () => {
  const pace = new SweepPace(new ManualClock(), 30_000);
  pace.note(key, { startedAt: 0, answerMs: 50_000, questions: 1 });
  pace.note(key, { startedAt: 0, answerMs: 50, questions: 1 });

  expect(pace.ofEnvironment(computeEnvId)).toMatchObject([{ intervalMs: 30_000 }]);
});

test("environments of one account keep step, whichever of them asked", () => {
  const clock = new ManualClock();
  const pace = new SweepPace(clock, 30_000);
  const [one, other] = [key, { ...key, name: "other env jane", computeEnvId: toComputeEnvId("other") }];
  pace.note(other, { startedAt: clock.now(), answerMs: 0, questions: 0 });
  pace.note(one, { startedAt: clock.now(), answerMs: 9000, questions: 1 });

  clock.advance(30_000);
  const early = [one, other].map((each) => pace.isDue(each));
  clock.advance(60_000);

  expect(early).toEqual([false, false]);
  expect([one, other].map((each) => pace.isDue(each))).toEqual([true, true]);
  expect([one, other].map((each) => pace.ofEnvironment(each.computeEnvId))).toMatchObject([
    [{ intervalMs: 90_000 }],
    [{ intervalMs: 90_000 }],
  ]);
});

test("a look that ended late does not undo what a later one has shown", () => {
  const pace = new SweepPace(new ManualClock(), 30_000);
  pace.note(key, { startedAt: 2, answerMs: 50, questions: 1 });
  pace.note(key, { startedAt: 1, answerMs: 50_000, questions: 1 });

  expect(pace.ofEnvironment(computeEnvId)).toMatchObject([{ intervalMs: 30_000, startedAt: 2 }]);
});

test("clusters that nobody has jobs on are forgotten", () => {
  const pace = new SweepPace(new ManualClock(), 30_000);
  pace.note(key, { startedAt: 0, answerMs: 50, questions: 1 });
  pace.keepOnly([]);

  expect(pace.ofEnvironment(computeEnvId)).toEqual([]);
});
