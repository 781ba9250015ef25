import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { QuestionBudget } from "./question-budget.ts";

const takes = (count: number, take: () => boolean) => Array.from({ length: count }, take).filter(Boolean).length;

test("no minute has more questions than the budget, wherever it begins", () => {
  const clock = new ManualClock();
  const budget = new QuestionBudget(clock, 6);
  const asked: number[] = [];
  for (let second = 0; second < 600; second += 1) {
    while (budget.of("jane").take("status")) asked.push(clock.now());
    clock.advance(7000);
  }

  const most = Math.max(...asked.map((from) => asked.filter((at) => at >= from && at < from + 60_000).length));

  expect(most).toBe(6);
  expect(asked.length).toBeGreaterThan(60);
});

test("single jobs leave a third for the question about all", () => {
  const questions = new QuestionBudget(new ManualClock(), 9).of("jane");

  expect(takes(20, () => questions.take("final"))).toBe(6);
  expect(takes(20, () => questions.take("status"))).toBe(3);
});

test("several are taken all or none", () => {
  const questions = new QuestionBudget(new ManualClock(), 3).of("jane");

  expect([questions.take("status", 2), questions.take("status", 2), questions.take("status", 1)]).toEqual([true, false, true]);
});

test("one account does not use up the questions of another", () => {
  const budget = new QuestionBudget(new ManualClock(), 2);

  expect(takes(5, () => budget.of("jane").take("status"))).toBe(2);
  expect(takes(5, () => budget.of("john").take("status"))).toBe(2);
  expect([budget.countOf("jane"), budget.countOf("nobody")]).toEqual([2, 0]);
});

test("a cancellation may take what is left for the question about all, and the search for a name may not", () => {
  const questions = new QuestionBudget(new ManualClock(), 9).of("jane");

  expect(takes(20, () => questions.take("find"))).toBe(6);
  expect(takes(20, () => questions.take("cancel"))).toBe(3);
});

test("what was asked, what was denied and what brought no answer is counted by command", () => {
  const budget = new QuestionBudget(new ManualClock(), 3);
  const questions = budget.of("jane");
  questions.take("status");
  questions.noteUnanswered("status");
  questions.take("final", 2);

  expect(budget.listAsked()).toEqual([
    { account: "jane", command: "status", counts: { asked: 1, denied: 0, unanswered: 1 } },
    { account: "jane", command: "final", counts: { asked: 0, denied: 2, unanswered: 0 } },
  ]);
});

test("an account that asks no more is forgotten after a minute, and one that does is not", () => {
  const clock = new ManualClock();
  const budget = new QuestionBudget(clock, 3);
  for (let number = 0; number < 1000; number += 1) budget.of(`gone ${String(number)}`).take("status");
  clock.advance(50_000);
  budget.of("here").take("status", 3);
  clock.advance(20_000);

  budget.forgetPast();

  expect(budget.size).toBe(1);
  expect(budget.of("here").take("status")).toBe(false);
});
