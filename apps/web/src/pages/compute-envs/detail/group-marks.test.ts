import type { CheckStep, HostKeysOfHop } from "@postern/contracts";
import type { RunStatus } from "@postern/domain";
import { expect, test } from "vitest";
import { groupMarks } from "./group-marks.ts";

const steps = (...statuses: readonly CheckStep["status"][]): readonly CheckStep[] =>
  statuses.map((status) => ({ key: "java", name: "Java", status, summary: null, cure: null, detail: null, durationMs: null }));

const hop = (state: "waiting" | "refused"): HostKeysOfHop => ({
  ...{ host: "a.example.org", port: 22, userName: "ada", isJumpHost: false, keys: [], revoked: [] },
  offered: { algorithm: "ssh-ed25519", fingerprint: "SHA256:a", offeredAt: "2026-01-01T00:00:00Z", state },
});

test.each([
  { seen: steps("passed", "skipped"), hops: [], word: undefined },
  { seen: steps("warning", "passed"), hops: [], word: "Warning" },
  { seen: steps("warning", "running", "waiting"), hops: [], word: "Checking" },
  { seen: steps("warning", "failed", "skipped"), hops: [], word: "Failed" },
  { seen: steps("passed"), hops: [hop("waiting")], word: "To confirm" },
  { seen: steps("warning"), hops: [hop("waiting"), hop("refused")], word: "Changed" },
])("the group of the check says the worst of its parts: $word", ({ seen, hops, word }) => {
  expect(groupMarks({ steps: seen, hops, run: undefined }).check?.word).toBe(word);
});

test("the group of the runs says when the newest one failed, or nobody knows of it", () => {
  const said = (["FAILED", "UNKNOWN", "RUNNING", "SUCCEEDED", "CANCELLED"] as const satisfies readonly RunStatus[]).map(
    (run) => groupMarks({ steps: [], hops: [], run }).runs?.word,
  );

  expect(said).toEqual(["Newest run: failed", "Newest run: unknown", undefined, undefined, undefined]);
});
