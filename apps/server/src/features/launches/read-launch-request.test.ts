import { expect, test } from "vitest";
import { checkLaunchRequest } from "./read-launch-request.ts";

test("a launch that names no version in this form is refused at that member; an empty one names none", () => {
  const request = { pipeline: "https://example.org/team/hello.git" };

  expect(() => checkLaunchRequest({ ...request, nextflowVersion: "../../bin" })).toThrow(
    expect.objectContaining({ code: "request.invalid", fields: ["launch.nextflowVersion"] }),
  );
  expect(() => checkLaunchRequest({ ...request, nextflowVersion: "" })).not.toThrow();
});
