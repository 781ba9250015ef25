import { expect, test } from "vitest";
import { refuseBeyond } from "./limits.ts";

const limits = { members: 2, workspaces: null, teams: 0, participants: 2, customRoles: 2, activeRuns: 2 };

test("the last free place is taken, and one more is refused with the limit", () => {
  refuseBeyond(limits, "members", 1);

  for (const present of [2, 3]) {
    expect(() => refuseBeyond(limits, "members", present)).toThrow(
      expect.objectContaining({ code: "organization.limit_reached", message: "The limit of 2 people in an organization is reached." }),
    );
  }
});

test("null is no limit, and zero is none at all", () => {
  refuseBeyond(limits, "workspaces", 1e9);

  expect(() => refuseBeyond(limits, "teams", 0)).toThrow(expect.objectContaining({ code: "organization.limit_reached" }));
});
