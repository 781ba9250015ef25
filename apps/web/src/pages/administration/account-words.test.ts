import { expect, test } from "vitest";
import { fullName, toState } from "./account-words.ts";

test.each([
  ["disabled", "disabled"],
  ["", undefined],
  ["asleep", undefined],
  [undefined, undefined],
])("the state %s in an address shows accounts in the state %s", (text, state) => {
  expect(toState(text)).toBe(state);
});

test("a name is put together from what is there", () => {
  expect(fullName({ firstName: "Jane", lastName: "Smith" })).toBe("Jane Smith");
  expect(fullName({ firstName: null, lastName: "Smith" })).toBe("Smith");
  expect(fullName({ firstName: null, lastName: null })).toBe("");
});
