import { expect, test } from "vitest";
import type { LiveAgent } from "../../agents/index.ts";
import { fitsQuery } from "./fits-query.ts";

const row = { name: "Big Machine", connection_id: "site-1", host_name: "login1.example.org", revoked_at: null };
const away = { row, live: undefined };
const here = { row, live: {} as LiveAgent };
const revoked = { row: { ...row, revoked_at: 5 }, live: undefined };

test.each([
  [{}, true],
  [{ search: "" }, true],
  [{ search: " big machine " }, true],
  [{ search: "SITE" }, true],
  [{ search: "example.org" }, true],
  [{ search: "elsewhere" }, false],
  [{ connectionId: "site-1" }, true],
  [{ connectionId: "site" }, false],
])("asked for %o: %s", (query, fits) => {
  expect(fitsQuery(away, query)).toBe(fits);
});

test("each is in exactly one state", () => {
  const states = ["online", "offline", "revoked"] as const;
  const statesOf = (agent: Parameters<typeof fitsQuery>[0]) => states.filter((state) => fitsQuery(agent, { state }));

  expect([statesOf(here), statesOf(away), statesOf(revoked)]).toEqual([["online"], ["offline"], ["revoked"]]);
});
