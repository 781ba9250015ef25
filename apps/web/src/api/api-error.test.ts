import { expect, test } from "vitest";
import { ApiError, faultyFields, toApiError } from "./api-error.ts";

test("members at fault are named without the path before them", () => {
  const error = new ApiError({ status: 400, message: "Bad.", fields: ["/launch/pipeline", "name", "launch.runName"] });

  expect(faultyFields(error)).toEqual(["pipeline", "name", "runName"]);
});

test.each([
  [0, true],
  [400, false],
  [404, false],
  [429, true],
  [503, true],
])("status %d may pass by itself: %s", (status, isPassing) => {
  expect(new ApiError({ status, message: "" }).isPassing).toBe(isPassing);
});

test("a problem of the page itself is shown in the same shape", () => {
  expect(toApiError(new TypeError("x is not a function"))).toMatchObject({
    code: "page.failed",
    message: "This page met a problem of its own: x is not a function",
  });
});
