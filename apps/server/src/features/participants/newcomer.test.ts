import { expect, test } from "vitest";
import { readNewcomer } from "./newcomer.ts";

test("one of the three says who is let in", () => {
  expect(readNewcomer({ memberId: 7 })).toEqual({ kind: "member", memberId: 7 });
  expect(readNewcomer({ memberId: null, teamId: 8 })).toEqual({ kind: "team", teamId: 8 });
  expect(readNewcomer({ userNameOrEmail: "ben", teamId: null })).toEqual({ kind: "person", name: "ben" });
});

test.each([
  {},
  { memberId: null },
  { memberId: 7, teamId: 8 },
  { memberId: 7, userNameOrEmail: "ben" },
  { memberId: 7, teamId: 8, userNameOrEmail: "ben" },
])("none or more than one is refused: %j", (request) => {
  expect(() => readNewcomer(request)).toThrow(
    expect.objectContaining({ code: "request.invalid", fields: ["memberId", "teamId", "userNameOrEmail"] }),
  );
});
