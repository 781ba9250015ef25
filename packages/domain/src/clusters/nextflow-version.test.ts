import { expect, test } from "vitest";
import { isNextflowVersion } from "./nextflow-version.ts";

test.each(["24.10.4", "25.01.0-edge", "23.04.0-rc.1"])("%s is a version", (version) => {
  expect(isNextflowVersion(version)).toBe(true);
});

test.each(["", "24.10", "..", "../24.10.4", "24.10.4/..", "24.10.4-Java-17", "24.10.4 ", "latest", "24.10.4\n", "$(id)"])(
  "%j is none",
  (version) => {
    expect(isNextflowVersion(version)).toBe(false);
  },
);
