import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";

test("what differs comes first, and says how", () => {
  const before = { name: "gadi", shared: false, keys: "hash-1", workDir: "/scratch" };
  const after = { name: "gadi", shared: true, keys: "hash-1", labels: ["a", "b"] };

  expect(changesOf(before, after)).toEqual([
    { member: "labels", kind: "added", before: undefined, after: '["a","b"]' },
    { member: "shared", kind: "changed", before: "false", after: "true" },
    { member: "workDir", kind: "removed", before: "/scratch", after: undefined },
    { member: "keys", kind: "same", before: "hash-1", after: "hash-1" },
    { member: "name", kind: "same", before: "gadi", after: "gadi" },
  ]);
});

test("a thing that was made has only what it has now", () => {
  expect(changesOf(null, { name: "gadi", description: null })).toEqual([
    { member: "description", kind: "added", before: undefined, after: "none" },
    { member: "name", kind: "added", before: undefined, after: "gadi" },
  ]);
});

test("nothing is known of either: there is nothing to show", () => {
  expect(changesOf(null, null)).toEqual([]);
});

test("of a secret and of a script one sees that they changed", () => {
  const before = { token: { $secret: "aaaaaaaaaaaaaaaa" }, script: { $long: "cccccccccccccccc", length: 5000 }, key: { $secret: "same" } };
  const after = { token: { $secret: "bbbbbbbbbbbbbbbb" }, script: { $long: "dddddddddddddddd", length: 4 }, key: { $secret: "same" } };

  expect(changesOf(before, after).map(({ kind, after: shown }) => [kind, shown])).toEqual([
    ["changed", "text (hash dddddddddddd, 4 characters)"],
    ["changed", "secret (hash bbbbbbbbbbbb)"],
    ["same", "secret (hash same)"],
  ]);
});
