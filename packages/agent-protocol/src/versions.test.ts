import { expect, test } from "vitest";

import { chooseVersion } from "./versions.ts";

test("the highest version that both speak is chosen", () => {
  expect(chooseVersion([1, 2, 99])).toBe(2);
});

test("without a common version there is none", () => {
  expect(chooseVersion([1, 99])).toBeUndefined();
});
