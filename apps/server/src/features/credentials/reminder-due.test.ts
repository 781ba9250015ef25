import { expect, test } from "vitest";
import { reminderDue } from "./reminder-due.ts";

const day = 86_400_000;
const end = 100 * day;

test("people are told two weeks before, three days before, and at the end: once each", () => {
  let reminded: number | null = null;
  const told: number[] = [];
  for (let now = 0; now <= 110 * day; now += day / 4) {
    if (!reminderDue(end, reminded, now)) continue;
    told.push(now / day);
    reminded = now;
  }

  expect(told).toEqual([86, 97, 100]);
});

test.each<[string, number | null, number | null, number, boolean]>([
  ["without a date never", null, null, 1, false],
  ["when all reminders were missed, once", end, null, 120 * day, true],
  ["and then not again", end, 120 * day, 130 * day, false],
  ["when it was noted late, at once", end, null, 98 * day, true],
  ["at the very moment", end, 97 * day, end, true],
])("%s", (_what, expiresAt, remindedAt, now, due) => {
  expect(reminderDue(expiresAt, remindedAt, now)).toBe(due);
});
