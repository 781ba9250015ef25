import { expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { conflictsOf } from "./conflicts.ts";

test("what is in the way is read from a refusal", () => {
  const conflicts = [{ type: "organization", id: "7", name: "alpha-lab" }];

  expect(conflictsOf(new ApiError({ status: 409, message: "In use.", body: { conflicts } }))).toEqual(conflicts);
});

test.each([
  [409, undefined],
  [409, { message: "Taken." }],
  [409, { conflicts: "many" }],
  [500, { conflicts: [{ type: "organization", id: "7", name: "alpha-lab" }] }],
])("an answer %d with the body %j names nothing", (status, body) => {
  expect(conflictsOf(new ApiError({ status, message: "", body }))).toEqual([]);
});
