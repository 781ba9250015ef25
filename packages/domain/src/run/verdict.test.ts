import { describe, expect, test } from "vitest";
import type { JobSighting } from "../scheduler/job-sighting.ts";
import { decideVerdict, reportGraceMs, silenceMs, vanishedMs } from "./verdict.ts";
import type { ExitFile, RunEvidence } from "./verdict.ts";

const now = Date.UTC(2026, 0, 1);
const queued: JobSighting = { seen: "queued", reason: "Priority" };
const running: JobSighting = { seen: "running" };
const absent: JobSighting = { seen: "absent" };
const nothing: JobSighting = { seen: "nothing", reason: "squeue did not answer" };
const ended = (exitCode: number, reason = ""): JobSighting => ({ seen: "ended", exitCode, reason });
const left = (exitCode: number): ExitFile => ({ seen: "code", exitCode });

function evidence(given: Partial<RunEvidence>): RunEvidence {
  return {
    status: "RUNNING",
    cancelRequested: false,
    sighting: running,
    exitFile: { seen: "missing" },
    lastContactAt: now - 1000,
    lastAnswerAt: now,
    overSince: undefined,
    now,
    ...given,
  };
}

describe("a run that has reported its end", () => {
  test.each(["SUCCEEDED", "FAILED", "CANCELLED"] as const)("%s is finished when the job is over", (status) => {
    expect(decideVerdict(evidence({ status, sighting: ended(0) }))).toEqual({ act: "finish" });
    expect(decideVerdict(evidence({ status, sighting: absent }))).toEqual({ act: "finish" });
  });

  test("waits while its job still clears up, or cannot be seen", () => {
    expect(decideVerdict(evidence({ status: "SUCCEEDED", sighting: running }))).toEqual({ act: "wait" });
    expect(decideVerdict(evidence({ status: "SUCCEEDED", sighting: nothing }))).toEqual({ act: "wait" });
  });

  test("is never changed by what the scheduler or the exit file say", () => {
    const verdict = decideVerdict(evidence({ status: "SUCCEEDED", sighting: ended(1, "TIMEOUT"), exitFile: left(1), overSince: 0 }));

    expect(verdict).toEqual({ act: "finish" });
  });
});

describe("a job in the queue", () => {
  test("waits for ever, with the scheduler's reason", () => {
    const verdict = decideVerdict(evidence({ status: "SUBMITTED", sighting: queued, lastContactAt: undefined, lastAnswerAt: now }));

    expect(verdict).toEqual({ act: "wait", note: "Waiting in the queue: Priority." });
  });

  test("says so without a reason too", () => {
    const verdict = decideVerdict(evidence({ status: "SUBMITTED", sighting: { seen: "queued", reason: "" } }));

    expect(verdict).toEqual({ act: "wait", note: "Waiting in the queue." });
  });

  test("brings a run back that was thought lost", () => {
    const verdict = decideVerdict(evidence({ status: "UNKNOWN", sighting: queued, lastContactAt: undefined }));

    expect(verdict).toMatchObject({ act: "revive", status: "SUBMITTED" });
  });
});

describe("a job that runs", () => {
  test("waits", () => {
    expect(decideVerdict(evidence({}))).toEqual({ act: "wait" });
  });

  test("waits with a note when Nextflow is silent", () => {
    const verdict = decideVerdict(evidence({ lastContactAt: now - silenceMs }));

    expect(verdict).toEqual({ act: "wait", note: "The job is running, but Nextflow has not reported for 5 minutes." });
  });

  test("brings a run back that was thought lost", () => {
    expect(decideVerdict(evidence({ status: "UNKNOWN" }))).toEqual({ act: "revive", status: "RUNNING" });
  });

  test("is not ended by an exit file: the post-run script may be at work", () => {
    expect(decideVerdict(evidence({ exitFile: left(1), overSince: now - reportGraceMs }))).toEqual({ act: "wait" });
  });
});

describe("a job that is over, without a report", () => {
  const over = { overSince: now - reportGraceMs };

  test.each([ended(0), ended(1), absent])("waits at first for the report: %o", (sighting) => {
    expect(decideVerdict(evidence({ sighting, exitFile: left(1) })).act).toBe("wait");
    expect(decideVerdict(evidence({ sighting, exitFile: left(1), overSince: now - reportGraceMs + 1 })).act).toBe("wait");
  });

  test("does not wait for a report when Nextflow never spoke and did not end well", () => {
    const verdict = decideVerdict(evidence({ sighting: ended(1, "JobLaunchFailure"), lastContactAt: undefined }));

    expect(verdict).toMatchObject({ act: "settle", status: "FAILED" });
  });

  test("waits for the accounting when the job is in no queue any more, though Nextflow never spoke", () => {
    const told = { sighting: absent, exitFile: left(143), lastContactAt: undefined };

    expect(decideVerdict(evidence({ ...told, overSince: now - reportGraceMs + 1 })).act).toBe("wait");
    expect(decideVerdict(evidence({ ...told, ...over }))).toMatchObject({ act: "settle", status: "FAILED" });
  });

  test.each([ended(0), absent])("succeeded when the exit file says 0: %o", (sighting) => {
    const verdict = decideVerdict(evidence({ sighting, exitFile: left(0), ...over }));

    expect(verdict).toEqual({ act: "settle", status: "SUCCEEDED", cause: { kind: "exit-code", exitCode: 0 } });
  });

  test.each([ended(3), absent])("failed with the code of the exit file: %o", (sighting) => {
    const verdict = decideVerdict(evidence({ sighting, exitFile: left(3), ...over }));

    expect(verdict).toEqual({ act: "settle", status: "FAILED", cause: { kind: "exit-code", exitCode: 3 } });
  });

  test("failed with the code of the exit file and the scheduler's reason when the scheduler ended it", () => {
    const sighting: JobSighting = { seen: "ended", exitCode: 137, reason: "NODE_FAIL (NodeDown)", isForced: true, because: "node" };

    const verdict = decideVerdict(evidence({ sighting, exitFile: left(143), ...over }));

    const cause = { kind: "exit-code", exitCode: 143, forcedBy: "NODE_FAIL (NodeDown)", because: "node" };
    expect(verdict).toEqual({ act: "settle", status: "FAILED", cause });
  });

  test("failed with the scheduler's reason when there is no exit file", () => {
    const verdict = decideVerdict(evidence({ sighting: ended(143, "TIMEOUT"), ...over }));

    expect(verdict).toEqual({ act: "settle", status: "FAILED", cause: { kind: "scheduler", exitCode: 143, reason: "TIMEOUT" } });
  });

  test("is judged by the scheduler when the exit file cannot be read", () => {
    const verdict = decideVerdict(evidence({ sighting: ended(137, "OUT_OF_MEMORY"), exitFile: { seen: "nothing" }, ...over }));

    expect(verdict).toMatchObject({ status: "FAILED", cause: { reason: "OUT_OF_MEMORY" } });
  });

  test("was cancelled when a person asked for it, whatever the exit code", () => {
    expect(decideVerdict(evidence({ cancelRequested: true, sighting: ended(143, "CANCELLED"), ...over }))).toMatchObject({
      status: "CANCELLED",
    });
    expect(decideVerdict(evidence({ cancelRequested: true, sighting: absent, exitFile: left(1), ...over }))).toMatchObject({
      status: "CANCELLED",
    });
    expect(decideVerdict(evidence({ cancelRequested: true, sighting: absent, ...over }))).toMatchObject({ status: "CANCELLED" });
  });

  test("succeeded when it had done so before the cancel reached it", () => {
    const verdict = decideVerdict(evidence({ cancelRequested: true, sighting: ended(0), exitFile: left(0), ...over }));

    expect(verdict).toMatchObject({ status: "SUCCEEDED" });
  });

  test("is not failed at once when the scheduler forgot it and there is no exit file", () => {
    const verdict = decideVerdict(evidence({ sighting: absent, overSince: now - vanishedMs + 1 }));

    expect(verdict.act).toBe("wait");
  });

  test("failed when the scheduler forgot it, and five minutes later there is still no exit file", () => {
    const verdict = decideVerdict(evidence({ sighting: absent, overSince: now - vanishedMs }));

    expect(verdict).toEqual({ act: "settle", status: "FAILED", cause: { kind: "vanished" } });
  });

  test("is unknown when the scheduler forgot it and nobody can look for the exit file", () => {
    const lost = evidence({ sighting: absent, exitFile: { seen: "nothing" }, overSince: now - vanishedMs });

    expect(decideVerdict(lost)).toMatchObject({ act: "settle", status: "UNKNOWN" });
    expect(decideVerdict({ ...lost, status: "UNKNOWN" })).toEqual({ act: "wait" });
  });
});

describe("a job that nobody can ask about", () => {
  test("says nothing about the run while Nextflow reports", () => {
    expect(decideVerdict(evidence({ sighting: nothing, lastAnswerAt: 0 }))).toEqual({ act: "wait" });
  });

  test("says nothing soon after the last answer", () => {
    const verdict = decideVerdict(evidence({ sighting: nothing, lastContactAt: undefined, lastAnswerAt: now - silenceMs + 1 }));

    expect(verdict).toEqual({ act: "wait" });
  });

  test("makes the run unknown after five minutes without contact and answer", () => {
    const silent = evidence({ sighting: nothing, lastContactAt: now - silenceMs, lastAnswerAt: now - silenceMs });

    expect(decideVerdict(silent)).toEqual({
      act: "settle",
      status: "UNKNOWN",
      cause: { kind: "silence", reason: "squeue did not answer" },
    });
    expect(decideVerdict({ ...silent, status: "UNKNOWN" })).toEqual({ act: "wait" });
  });

  test("never ends a run without an exit code, however long it lasts", () => {
    const verdict = decideVerdict(evidence({ sighting: nothing, lastContactAt: 0, lastAnswerAt: 0, overSince: 0 }));

    expect(verdict).toMatchObject({ status: "UNKNOWN" });
  });

  test("ends by the exit file alone, when that can be read and all else is silent", () => {
    const verdict = decideVerdict(
      evidence({ sighting: nothing, lastContactAt: now - silenceMs, lastAnswerAt: now - silenceMs, exitFile: left(0) }),
    );

    expect(verdict).toMatchObject({ act: "settle", status: "SUCCEEDED" });
  });
});
