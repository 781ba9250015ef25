import type { KeyRotation, MasterKey } from "@postern/contracts";
import { expect, test } from "vitest";
import { countsOf, cureOf, doneShare, keyLook, neededBy, rotationLook } from "./key-words.ts";

const rotation: KeyRotation = {
  ...{ term: 2, state: "done", doneCount: 6, leftCount: 0, failedCount: 0, orphanedCount: 0, startedBy: null },
  ...{ startedAt: "2026-01-01T00:00:00.000Z", changedAt: "2026-01-01T00:00:00.000Z" },
};
const key: MasterKey = { term: 1, state: "old", createdAt: "2026-01-01T00:00:00.000Z", recordCount: 0, isNeededByAudit: false };

test("a rotation says how far it is, and done with something left behind is another thing than done", () => {
  expect(rotationLook(rotation).word).toBe("Done");
  expect(rotationLook({ ...rotation, failedCount: 1 }).word).toBe("Done, with records left behind");
  expect(rotationLook({ ...rotation, orphanedCount: 1 }).tone).toBe("unknown");
  expect([rotationLook({ ...rotation, state: "running" }).word, rotationLook({ ...rotation, state: "stopped" }).word]).toEqual([
    "Running",
    "Stopped",
  ]);
  expect(countsOf({ ...rotation, leftCount: 2, failedCount: 1 })).toBe("6 done, 2 left, 1 failed, 0 orphaned");
});

test("the share of what is done counts what was looked at, and nothing to do is all", () => {
  expect(doneShare({ ...rotation, leftCount: 2, failedCount: 1, orphanedCount: 1 })).toBe(0.8);
  expect(doneShare({ ...rotation, doneCount: 0 })).toBe(1);
});

test("what needs an old key is named; one that nothing needs can go", () => {
  expect(neededBy({ ...key, recordCount: 1, isNeededByAudit: true })).toBe("1 record and the audit trail");
  expect(neededBy({ ...key, recordCount: 2 })).toBe("2 records");
  expect(neededBy(key)).toBeUndefined();
  expect(neededBy({ ...key, state: "active", recordCount: 5 })).toBe("Seals what is new");
  expect(neededBy({ ...key, state: "dropped", isNeededByAudit: true })).toBeUndefined();
});

test("every state of a key has a word of its own, and every problem a cure", () => {
  const words = (["active", "old", "dropped", "missing"] as const).map((state) => keyLook({ state }).word);
  const problem = { envelopeId: "e", code: "vault.envelope_invalid", owner: null, notedAt: "2026-01-01T00:00:00.000Z" };

  expect(new Set(words).size).toBe(4);
  expect(cureOf({ ...problem, kind: "failed" })).toContain("resume");
  expect(cureOf({ ...problem, kind: "orphaned" })).toContain("backup");
});
