import { expect, test } from "vitest";
import { sparklinePoints } from "./sparkline-points.ts";

test("the line goes from edge to edge, the greatest value touches the top", () => {
  expect(sparklinePoints([0, 5, 10], { width: 60, height: 20 })).toBe("0,20 30,10 60,0");
});

test("one value, and values that are all zero, are no reason to divide by it", () => {
  expect(sparklinePoints([7], { width: 60, height: 20 })).toBe("0,0");
  expect(sparklinePoints([0, 0], { width: 60, height: 20 })).toBe("0,20 60,20");
});
