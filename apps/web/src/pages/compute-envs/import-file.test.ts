import { expect, test } from "vitest";
import { emptyEnvironment, environmentRequest } from "./environment-form.ts";
import { exportText } from "./detail/export-file.ts";
import { readExport, withImported } from "./import-file.ts";
import type { ImportedFile } from "./import-file.ts";

const config = {
  ...{ discriminator: "slurm-platform", workDir: "/work", launchDir: null, userName: null, hostName: null, port: null, headQueue: "long" },
  ...{
    computeQueue: null,
    maxQueueSize: 50,
    headJobOptions: null,
    propagateHeadJobOptions: true,
    preRunScript: "echo",
    postRunScript: null,
  },
  ...{ nextflowConfig: null, environment: [{ name: "A", value: "1", head: true, compute: false }] },
} as const;
const nodeSetup = {
  ...{ modules: ["r/4"], headModules: [], containerEngine: "podman", containerCacheDir: null, scratch: "true", siteProfile: null },
  bindPaths: [{ source: "/a:b", target: null, isReadOnly: true }],
} as const;
const resources = { account: "ab12", qos: null, wallTimeSeconds: 7200, memoryMb: null, cpus: null, constraint: null, noticeSeconds: null };

const valuesIn = (file: ImportedFile) => ("values" in file ? file.values : {});

test("what was exported comes back whole, but for the name and the way to the cluster", () => {
  const text = exportText(
    { config: { ...config, discriminator: "slurm-platform", environment: [...config.environment] }, labels: [] },
    {
      nodeSetup: { ...nodeSetup, containerEngine: "podman", modules: ["r/4"], headModules: [], bindPaths: [...nodeSetup.bindPaths] },
      resources,
    },
  );

  const file = readExport(text);
  const values = withImported(
    { ...emptyEnvironment, name: "mine", credentialsId: "c", workDir: "/old", headJobOptions: "--old" },
    valuesIn(file),
  );
  const { computeEnv, ...own } = environmentRequest(values, "tw-agent");

  expect(file).toMatchObject({ ignored: [] });
  expect(computeEnv).toMatchObject({ name: "mine", credentialsId: "c", platform: "slurm-platform" });
  expect(computeEnv.config).toEqual({
    ...{ discriminator: "slurm-platform", workDir: "/work", headQueue: "long", maxQueueSize: 50, propagateHeadJobOptions: true },
    ...{ preRunScript: "echo", environment: config.environment },
  });
  expect(own).toEqual({
    resources: { account: "ab12", wallTimeSeconds: 7200 },
    nodeSetup: { modules: ["r/4"], containerEngine: "podman", scratch: "true", bindPaths: [{ source: "/a:b", isReadOnly: true }] },
  });
});

test("what tw wrote is read too, and members of another version or of another kind are named", () => {
  const file = readExport(
    '{"discriminator":"slurm-platform","workDir":"/w","headQueue":7,"fusion2Enabled":true,"postern":{"nodeSetup":[1],"resources":"x"}}',
  );

  expect(file).toMatchObject({ ignored: ["headQueue", "fusion2Enabled"], values: { workDir: "/w", headQueue: "" } });
});

test.each([
  ["no JSON", "It is no JSON"],
  ["[]", "It is no JSON"],
  ["{}", "cannot be made here"],
  ['{"discriminator":"aws-batch","workDir":"s3://x"}', "aws-batch cannot be made here"],
  ['{"discriminator":"slurm-platform","password":"x"}', "password looks like a secret"],
  ['{"discriminator":"constructor"}', "cannot be made here"],
])("%s is refused", (text, words) => {
  expect(readExport(text)).toMatchObject({ problem: expect.stringContaining(words) as string });
});

test("labels stay those of the form, and odd lists are none", () => {
  const file = readExport(
    '{"discriminator":"local-platform","workDir":"/w","environment":[{"name":1},3,null],"postern":{"nodeSetup":{"modules":[1,"a"],"bindPaths":[{},{"source":"/x"}]}}}',
  );

  expect(valuesIn(file)).toMatchObject({ platform: "local-platform", variables: [], nodes: { modules: "a", bindPaths: "/x" } });
  expect(withImported({ ...emptyEnvironment, labels: [] }, valuesIn(file)).labels).toEqual([]);
});
