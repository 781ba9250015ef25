import { describe, expect, test } from "vitest";
import { chooseEnd, dayMs, endOf, warningOf } from "./lifetime.ts";
import type { TokenTimes } from "./lifetime.ts";

const start = Date.UTC(2027, 0, 1);
const hourMs = 3_600_000;
const token = (times: Partial<TokenTimes> = {}): TokenTimes => ({
  ...{ name: "laptop", created_at: start, rotated_at: null, expires_at: null, previous_expires_at: null },
  ...times,
});

describe("a token ends", () => {
  test.each([
    ["never, without a word of it", {}, null, null],
    ["when it says so", { expires_at: start + dayMs }, null, start + dayMs],
    ["when the site says so", {}, 30 * dayMs, start + 30 * dayMs],
    ["when the site says so, counted from the last rotation", { rotated_at: start + dayMs }, 30 * dayMs, start + 31 * dayMs],
    ["at whichever comes first", { expires_at: start + 40 * dayMs }, 30 * dayMs, start + 30 * dayMs],
    ["at whichever comes first, the other way round", { expires_at: start + 20 * dayMs }, 30 * dayMs, start + 20 * dayMs],
  ] as const)("%s", (_when, times, maxLifeMs, end) => {
    expect(endOf(token(times), maxLifeMs)).toBe(end);
  });
});

describe("a warning", () => {
  const at = (now: number, times: Partial<TokenTimes>, maxLifeMs: number | null = null) => warningOf(token(times), { now, maxLifeMs });
  const end = start + 90 * dayMs;

  test("comes two weeks before the end, and not before that", () => {
    expect(at(end - 14 * dayMs - 1, { expires_at: end })).toBeUndefined();
    expect(at(end - 14 * dayMs, { expires_at: end })).toBe(
      'The token "laptop" ends in 14 days, at 2027-04-01 00:00 UTC. Rotate it before that.',
    );
    expect(at(end - 47 * hourMs, { expires_at: end })).toContain("ends in 47 hours");
    expect(at(end - hourMs, { expires_at: end })).toContain("ends in 1 hour,");
    expect(at(end - 1, { expires_at: end })).toContain("less than an hour");
  });

  test("comes in the second half of a short life, counted from the last rotation", () => {
    const short = { expires_at: start + 2 * dayMs };

    expect([at(start + dayMs - 1, short), at(start + dayMs, short)]).toEqual([undefined, expect.stringContaining("24 hours")]);
    expect(at(start + 90 * dayMs, { expires_at: start + 91 * dayMs, rotated_at: start + 90 * dayMs })).toBeUndefined();
  });

  test("says of what has ended that it has", () => {
    expect(at(end, { expires_at: end })).toBe('The token "laptop" has ended at 2027-04-01 00:00 UTC. Rotate it, or make another one.');
  });

  test("names the limit of the site like an end of its own", () => {
    expect(at(start + 20 * dayMs, {}, 30 * dayMs)).toContain("ends in 10 days");
    expect(at(start, {}, null)).toBeUndefined();
  });

  test("says how long the text from before a rotation works", () => {
    const rotated = { rotated_at: start, previous_expires_at: start + dayMs };

    expect(at(start, rotated)).toBe('The token "laptop" was rotated: its former text works until 2027-01-02 00:00 UTC.');
    expect(at(start + dayMs, rotated)).toBeUndefined();
  });
});

describe("the end of a new text", () => {
  const choose = (wanted: number | null | undefined, limits: { maxLifeMs?: number; makerEnd?: number } = {}) =>
    chooseEnd({ wanted, now: start, maxLifeMs: limits.maxLifeMs ?? null, makerEnd: limits.makerEnd ?? null });

  test("is what was wished, and without a wish the latest that may be", () => {
    expect([choose(undefined), choose(null), choose(start + 1)]).toEqual([null, null, start + 1]);
    expect(choose(undefined, { maxLifeMs: dayMs })).toBe(start + dayMs);
    expect(choose(undefined, { maxLifeMs: dayMs, makerEnd: start + hourMs })).toBe(start + hourMs);
    expect(choose(start + dayMs, { maxLifeMs: dayMs, makerEnd: start + dayMs })).toBe(start + dayMs);
  });

  test.each([
    ["lies in the past", start, {}, "request.invalid", "future"],
    ["is beyond the limit of the site", start + dayMs + 1, { maxLifeMs: dayMs }, "request.invalid", "at most 1 day here"],
    ["is never, where there is a limit", null, { maxLifeMs: 7 * dayMs }, "request.invalid", "at most 7 days"],
    ["is later than that of the token that makes it", start + 2, { makerEnd: start + 1 }, "auth.token_scope", "longer than itself"],
    ["is never, and that of its maker is not", null, { makerEnd: start + 1 }, "auth.token_scope", "longer than itself"],
  ] as const)("is refused when it %s", (_why, wanted, limits, code, words) => {
    expect(() => choose(wanted, limits)).toThrow(
      expect.objectContaining({ code, fields: ["expiresAt"], message: expect.stringContaining(words) }),
    );
  });
});
