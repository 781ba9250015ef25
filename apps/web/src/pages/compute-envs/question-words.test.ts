import { expect, test } from "vitest";
import { answerWords, budgetWords, questionsNote, rhythmWords } from "./question-words.ts";

const account = { askedInLastMinute: 2, intervalSeconds: 30, lastAskedAt: "2026-11-29T10:00:00.000Z", lastAnswerMs: 85 };
const known = { isAskedHere: true, limitPerMinute: 30, accounts: [account] };

test("a scheduler that answers promptly is told in few words", () => {
  expect([rhythmWords(account), answerWords(account), budgetWords(account, 30)]).toEqual([
    "every 30 s",
    "in 85 ms",
    "2 of at most 30 questions",
  ]);
  expect(questionsNote(known)).toBeUndefined();
});

test("one that is slow, and a minute that is used up, say what follows from it", () => {
  const slow = { ...account, intervalSeconds: 150, lastAnswerMs: 60_000, askedInLastMinute: 30 };

  expect([rhythmWords(slow), answerWords(slow), budgetWords(slow, 30)]).toEqual([
    "every 2 min 30 s",
    "in 1 min 00 s, which is slow: so it is asked more seldom",
    "30 of at most 30 questions, so others wait",
  ]);
});

test("nobody, somebody else and several are told apart", () => {
  expect(questionsNote({ ...known, accounts: [] })).toMatch(/^Nobody has unfinished runs/);
  expect(questionsNote({ ...known, isAskedHere: false, accounts: [] })).toMatch(/^Another server/);
  expect(questionsNote({ ...known, accounts: [account, account] })).toMatch(/^2 accounts/);
});
