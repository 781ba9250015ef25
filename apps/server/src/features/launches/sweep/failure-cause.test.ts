import { expect, test } from "vitest";
import { failureCause } from "./failure-cause.ts";

test("a failed process is told by its headline and its cause", () => {
  const text = [
    "N E X T F L O W  ~  version 24.10.0",
    "Launching `main.nf` [wise_kalam] DSL2 - revision: 59f3d56b77",
    "[34/112fb2] Submitted process > HELLO (alfa)",
    "ERROR ~ Error executing process > 'GATHER'",
    "",
    "Caused by:",
    "  Process `GATHER` terminated with an error exit status (3)",
    "",
    "",
    "Command executed:",
    "",
    "  exit 3",
    "",
    " -- Check '.nextflow.log' file for details",
  ].join("\n");

  expect(failureCause(text)).toBe(
    "Error executing process > 'GATHER'\nCaused by:\n  Process `GATHER` terminated with an error exit status (3)",
  );
});

test("what the launcher says comes before everything else", () => {
  const text = "loading modules\npostern: nextflow was not found on node7: install it, or load it in the pre-run script\n";

  expect(failureCause(text)).toBe("Nextflow was not found on node7: install it, or load it in the pre-run script.");
});

test("that the job began is no cause; what the scheduler says in its output is", () => {
  const began = "postern: run 5Mq3xJ2vRp8a1b started on node7 at 2026-01-01T00:00:00Z pid 12\n";

  expect(failureCause(`${began}slurmstepd-node7: error: Exceeded job memory limit\n`)).toBe(
    "slurmstepd-node7: error: Exceeded job memory limit",
  );
  expect(failureCause(began)).toBeUndefined();
});

test("without a headline the last lines that say something are told", () => {
  const text = "N E X T F L O W\nwarm\n\none\ntwo\n\u001b[31mthree\u001b[0m\r\n\n";

  expect(failureCause(text)).toBe("one\ntwo\nthree");
});

test("noise alone tells nothing", () => {
  expect(failureCause("")).toBeUndefined();
  expect(failureCause("N E X T F L O W  ~  version 24.10.0\nexecutor >  local (2)\n\n")).toBeUndefined();
});

test("a text without end is cut, and stays well formed", () => {
  const cause = failureCause(`ERROR ~ ${"😀".repeat(2000)}`) ?? "";

  expect(cause.length).toBeLessThanOrEqual(500);
  expect(cause.isWellFormed()).toBe(true);
});
