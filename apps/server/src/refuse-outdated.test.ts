import { expect, test } from "vitest";
import { laterThan, refuseOutdated } from "./refuse-outdated.ts";

const at = Date.parse("2026-01-02T03:04:05.678Z");

test("an edit of what was seen goes on, in whatever zone the time is written", () => {
  for (const seen of ["2026-01-02T03:04:05.678Z", "2026-01-02T04:04:05.678+01:00", null, undefined]) {
    expect(() => refuseOutdated(at, seen)).not.toThrow();
  }
});

test("an edit of what has changed since is refused", () => {
  for (const seen of ["2026-01-02T03:04:05.677Z", "2026-01-02T03:04:05Z", "2027-01-01T00:00:00Z"]) {
    expect(() => refuseOutdated(at, seen)).toThrow(expect.objectContaining({ code: "request.outdated", fields: ["lastUpdated"] }));
  }
});

test("every change has a time of its own", () => {
  expect([laterThan(at, at + 5), laterThan(at, at), laterThan(at, at - 1000)]).toEqual([at + 5, at + 1, at + 1]);
});
