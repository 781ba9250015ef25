import { expect, test } from "vitest";
import { QuestionTally } from "./question-tally.ts";

test("questions are counted by account, command and what came of them", () => {
  const tally = new QuestionTally();
  tally.count("jane", "status", { outcome: "asked" });
  tally.count("jane", "status", { outcome: "asked" });
  tally.count("jane", "status", { outcome: "unanswered" });
  tally.count("jane", "final", { outcome: "denied", times: 3 });

  expect(tally.list()).toEqual([
    { account: "jane", command: "status", counts: { asked: 2, denied: 0, unanswered: 1 } },
    { account: "jane", command: "final", counts: { asked: 0, denied: 3, unanswered: 0 } },
  ]);
});

test("accounts without end are counted in a bounded number of entries, and none of their questions is lost", () => {
  const tally = new QuestionTally();
  for (let account = 0; account < 5000; account += 1) tally.count(`account ${String(account)}`, "status", { outcome: "asked" });
  tally.count("account 7", "status", { outcome: "asked" });

  const list = tally.list();

  expect(list.length).toBeLessThanOrEqual(1001);
  expect(list.reduce((sum, { counts }) => sum + counts.asked, 0)).toBe(5001);
  expect(list.find(({ account }) => account === "account 7")?.counts.asked).toBe(2);
});
