import { expect, test } from "vitest";
import { likeBeginning, likeContaining } from "./like-pattern.ts";

test("the signs of a pattern are taken for themselves", () => {
  expect([likeContaining("50%_!"), likeBeginning("a_b")]).toEqual(["%50!%!_!!%", "a!_b%"]);
});
