import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHistoryStage } from "../../testing/history/history-stage.fixture.ts";
import type { Stage } from "../../testing/history/history-stage.fixture.ts";
import { judgeHistory } from "../../testing/history/judge-history.fixture.ts";

const schedules = 1000;
let stage: Stage;

beforeAll(async () => {
  stage = await openHistoryStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

test("a run is submitted once and comes to one true end, whoever dies and whatever gets lost", { timeout: 300_000 }, async () => {
  const bad: object[] = [];
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= schedules; seed += 1) {
    const history = await stage.play(seed);
    const problems = judgeHistory(history);
    if (problems.length > 0) bad.push({ seed, problems, history });
    const end = history.statuses.at(-1) ?? "none";
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }

  expect(bad.slice(0, 3)).toEqual([]);
  // Schedules that all come to the same end would show little.
  for (const end of ["SUCCEEDED", "FAILED", "CANCELLED"]) expect(ends.get(end)).toBeGreaterThan(20);
});

describe("a server that", () => {
  test.each([
    ["takes a lost answer for a refusal", /submitted \d+ times/],
    ["does not revoke a lost submission", /began after the run had its end/],
    ["takes silence for absence", /though Nextflow ended well|alive|began after/],
  ] as const)("%s is found out", { timeout: 300_000 }, async (planted, words) => {
    let found: string | undefined;
    for (let seed = 1; seed <= 500 && found === undefined; seed += 1) {
      found = judgeHistory(await stage.play(seed, planted)).find((problem) => words.test(problem));
    }

    expect(found).toMatch(words);
  });
});
