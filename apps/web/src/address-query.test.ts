import { expect, test } from "vitest";
import { parseAddress, renderAddress } from "./address-query.ts";

test("what was written is read again, digits and signs included", () => {
  const members = { search: "007 status:failed", page: "2", path: "/a/b?c=d&e" };

  expect(parseAddress(renderAddress(members))).toEqual(members);
});

test("members without a value leave no trace", () => {
  expect(renderAddress({ search: "", page: undefined, tab: null })).toBe("");
});
