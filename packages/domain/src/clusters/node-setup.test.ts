import { expect, test } from "vitest";
import { nodeSetupProblem } from "./node-setup.ts";
import type { NodeSetup } from "./node-setup.ts";

const whole: NodeSetup = {
  modules: ["apptainer/1.3.4", "bio/Nextflow/24.10.4-Java-17", "gcc@12", "/apps/own/tool"],
  headModules: ["nextflow"],
  containerEngine: "apptainer",
  containerCacheDir: "$HOME/images",
  bindPaths: [{ source: "/data", target: "/mnt", isReadOnly: true }, { source: "$TMPDIR" }],
  scratch: "$TMPDIR",
  siteProfile: "uppmax",
};

test.each([{}, whole, { scratch: "true" }, { scratch: "/local/ü,x:${USER}" }, { containerEngine: "none" }] as const)(
  "nodes can be set up as %j",
  (setup) => {
    expect(nodeSetupProblem(setup)).toBeUndefined();
  },
);

test.each([
  [{ modules: ["ok", "a b"] }, "modules"],
  [{ modules: ["-x"] }, "modules"],
  [{ headModules: ["a;id"] }, "headModules"],
  [{ headModules: ["a:b"] }, "headModules"],
  [{ headModules: ["$(id)"] }, "headModules"],
  [{ containerCacheDir: "/images" }, "containerCacheDir"],
  [{ containerEngine: "docker", containerCacheDir: "/images" }, "containerCacheDir"],
  [{ containerEngine: "apptainer", containerCacheDir: "$TMPDIR/images" }, "containerCacheDir"],
  [{ bindPaths: [{ source: "/a" }] }, "bindPaths"],
  [{ containerEngine: "none", bindPaths: [{ source: "/a" }] }, "bindPaths"],
  [{ containerEngine: "apptainer", bindPaths: [{ source: "/a" }, { source: "b" }] }, "bindPaths.1"],
  [{ scratch: "yes" }, "scratch"],
  [{ scratch: "/local/my files" }, "scratch"],
  [{ scratch: "/local/it's" }, "scratch"],
  [{ scratch: "/local/*" }, "scratch"],
  [{ scratch: "`id`" }, "scratch"],
  [{ siteProfile: "../evil" }, "siteProfile"],
  [{ siteProfile: "a'b" }, "siteProfile"],
] as const)("%j is refused at its member", (setup, member) => {
  expect(nodeSetupProblem(setup)).toMatchObject({ member, text: expect.stringMatching(/\.$/) as string });
});
