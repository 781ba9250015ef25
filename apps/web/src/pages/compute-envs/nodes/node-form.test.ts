import { expect, test } from "vitest";
import { emptyNodes, nodeProblems, nodeRequest, nodeValues, setupOf } from "./node-form.ts";

const answer = {
  modules: ["apptainer/1.3.4", "r/4"],
  headModules: ["nextflow/24"],
  containerEngine: "apptainer",
  containerCacheDir: "/images",
  bindPaths: [
    { source: "/a:b", target: "/c", isReadOnly: true },
    { source: "/d", target: null, isReadOnly: false },
  ],
  scratch: "$TMPDIR",
  siteProfile: "uppmax",
} as const;

test("what the server tells comes back as it was, but for what was not said", () => {
  const values = nodeValues({
    nodeSetup: { ...answer, modules: [...answer.modules], headModules: [...answer.headModules], bindPaths: [...answer.bindPaths] },
  });

  expect(values.bindPaths).toBe("/a\\:b:/c:ro\n/d");
  expect(nodeRequest(values)).toEqual({ ...answer, bindPaths: [{ source: "/a:b", target: "/c", isReadOnly: true }, { source: "/d" }] });
  expect(nodeRequest(emptyNodes)).toEqual({});
});

test("names may stand in lines or with commas, and what does not go with the engine is not sent", () => {
  const values = { ...emptyNodes, modules: " a/1,\nb/2  c ", bindPaths: "/a", containerCacheDir: "/i" };

  expect(nodeRequest(values)).toEqual({ modules: ["a/1", "b/2", "c"] });
  expect(nodeRequest({ ...values, containerEngine: "docker" })).toMatchObject({ containerEngine: "docker", bindPaths: [{ source: "/a" }] });
  expect(setupOf({ ...values, containerEngine: "docker" })).not.toHaveProperty("containerCacheDir");
});

test.each([
  [{ modules: "a b;c" }, "modules"],
  [{ containerEngine: "docker", bindPaths: "/a:/b:/c" }, "bindPaths"],
  [{ containerEngine: "docker", bindPaths: "/a\ndata" }, "bindPaths"],
  [{ scratch: "/my files" }, "scratch"],
  [{ siteProfile: "a b" }, "siteProfile"],
] as const)("%j is said at its field", (changed, field) => {
  expect(Object.keys(nodeProblems({ ...emptyNodes, ...changed }))).toEqual([field]);
});
