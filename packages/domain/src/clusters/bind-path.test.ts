import { describe, expect, test } from "vitest";
import { bindPathProblem, nodePathProblem, parseBindPath, renderBindPath } from "./bind-path.ts";

test.each(["/data", "$TMPDIR", "${TMPDIR}/x", "/scratch/$USER/my data", '/größe/it\'s "odd"', "/a,b:c", "/`id`"])(
  "%s can be a path of a node",
  (path) => {
    expect(nodePathProblem(path)).toBeUndefined();
  },
);

test.each(["data", "", "$(id)/x", "/a/$", "/a/$1", "~/data", "${TMPDIR/x", "/two\nlines", "$1x"])("%j cannot", (path) => {
  expect(nodePathProblem(path)).toMatch(/\.$/);
});

describe("a line of the form", () => {
  test.each([
    ["/data", { source: "/data" }],
    [" /data:/mnt/x ", { source: "/data", target: "/mnt/x" }],
    ["/data:ro", { source: "/data", isReadOnly: true }],
    ["/data:/mnt:ro", { source: "/data", target: "/mnt", isReadOnly: true }],
    ["/data:/mnt:rw", { source: "/data", target: "/mnt" }],
    [String.raw`/a\:b\\c:/d`, { source: String.raw`/a:b\c`, target: "/d" }],
  ])("%s is read", (line, path) => {
    expect(parseBindPath(line)).toEqual(path);
  });

  test.each(["", ":", "/a:/b:/c", "/a::ro", ":/b", "/a:/b:ro:ro"])("%j is not", (line) => {
    expect(parseBindPath(line)).toBeUndefined();
  });

  test.each([
    { source: "/a" },
    { source: "/a:b\\", target: "/ü,c" },
    { source: "/a", isReadOnly: true },
    { source: "/a", target: "ro", isReadOnly: true },
  ])("%j is written as it is read", (path) => {
    expect(parseBindPath(renderBindPath(path))).toEqual(path);
  });
});

test.each([
  ["apptainer", { source: "/a:b,c" }, undefined],
  ["docker", { source: "/a:b,c" }, undefined],
  ["podman", { source: "/a:b" }, undefined],
  ["podman", { source: "/a,b" }, undefined],
  ["podman", { source: "/a:b", target: "/c,d" }, "a colon and a comma"],
  ["charliecloud", { source: "/a:b" }, "a colon"],
  ["charliecloud", { source: "/a", isReadOnly: true }, "read-only"],
  ["sarus", { source: "/a,b" }, "a comma"],
  ["shifter", { source: "/a" }, "set by the site"],
  ["docker", { source: "a" }, "must begin with /"],
  ["docker", { source: "/a", target: "b" }, "must begin with /"],
] as const)("what %s cannot be told of is said: %j", (engine, path, words) => {
  const problem = bindPathProblem(engine, path);

  if (words === undefined) expect(problem).toBeUndefined();
  else expect(problem).toContain(words);
});
