import { AppError } from "@postern/domain";
import { expect, test } from "vitest";

import { failureAfter, isPauseOver } from "./account-failure.ts";

const unreachable = new AppError("ssh.unreachable", "It refused the connection.");
const refused = new AppError("ssh.refused", "It did not let jane in.");
const now = Date.UTC(2026, 0, 1);

test.each([
  [unreachable, [500, 1_000, 60_000]],
  [refused, [60_000, 120_000, 3_600_000]],
])("pauses double up to a limit, and are long where people have to do something: %s", (error, [first, second, longest]) => {
  const one = failureAfter(undefined, error, now);
  const two = failureAfter(one, error, now);
  const many = Array.from({ length: 20 }).reduce((before: typeof one) => failureAfter(before, error, now), two);

  expect([one.pauseMs, two.pauseMs, many.pauseMs]).toEqual([first, second, longest]);
});

test("a pause is over after its time, and when the clock was set back before its beginning", () => {
  const failure = failureAfter(undefined, refused, now);

  const looks = [-86_400_000, -1, 0, 59_999, 60_000].map((after) => isPauseOver(failure, now + after));

  expect(looks).toEqual([true, true, false, false, true]);
});
