import type { ComputeEnv } from "@postern/contracts";
import { expect, test } from "vitest";
import { environmentProblems, environmentRequest } from "./environment-form.ts";
import { exportText } from "./detail/export-file.ts";
import { duplicateValues, editRequest, isCheckedAfter, valuesOfEnvironment } from "./made-environment.ts";

const at = "2026-06-01T00:00:00Z";
const made: ComputeEnv = {
  ...{
    id: "7Hx",
    name: "lsf",
    description: "Of the core facility",
    platform: "lsf-platform",
    credentialsId: "cred",
    managedIdentityId: null,
    orgId: null,
  },
  ...{ workspaceId: null, status: "AVAILABLE", message: null, primary: true, deleted: false },
  config: {
    ...{ discriminator: "lsf-platform", workDir: "/work", launchDir: null, userName: "js", hostName: "login", port: 2222 },
    ...{ headQueue: "long", computeQueue: null, maxQueueSize: 50, headJobOptions: null, propagateHeadJobOptions: null },
    ...{ unitForLimits: "M", perJobMemLimit: true, perTaskReserve: false },
    ...{ preRunScript: null, postRunScript: null, nextflowConfig: null },
    environment: [{ name: "A", value: "1", head: true, compute: false }],
  },
  labels: [
    {
      ...{ id: 1, name: "cost", value: "PRJ 1", resource: true, isDefault: false, isDynamic: false, isInterpolated: false },
      dateCreated: at,
    },
  ],
  ...{ dateCreated: at, lastUpdated: at, lastUsed: null },
};
const values = valuesOfEnvironment(made);

test("a form that nobody touched changes nothing", () => {
  expect(editRequest(values, made, "ssh")).toEqual({ computeEnv: {}, lastUpdated: at });
  expect(editRequest(values, made, undefined).computeEnv).toEqual({});
});

test("name and description go alone, without settings: nothing is checked for them", () => {
  const request = editRequest({ ...values, name: "other", description: "" }, made, "ssh");

  expect(request.computeEnv).toEqual({ name: "other", description: "" });
  expect(isCheckedAfter(request)).toBe(false);
});

test("one changed setting sends all of them", () => {
  const request = editRequest({ ...values, headQueue: "" }, made, "ssh");

  expect(request.computeEnv).toEqual({
    config: {
      ...{ discriminator: "lsf-platform", workDir: "/work", userName: "js", hostName: "login", port: 2222 },
      ...{ maxQueueSize: 50, unitForLimits: "M", perJobMemLimit: true },
      environment: [{ name: "A", value: "1", head: true, compute: false }],
    },
  });
  expect(isCheckedAfter(request)).toBe(true);
});

test("how jobs are sent is changed like the rest", () => {
  const jobs = { ...values.jobs, maxQueueSize: " ", propagateHeadJobOptions: true, perJobMemLimit: false, perTaskReserve: true };
  const { config } = editRequest({ ...values, jobs }, made, "ssh").computeEnv;

  expect(config).toMatchObject({ propagateHeadJobOptions: true, unitForLimits: "M", perTaskReserve: true });
  expect(config).not.toHaveProperty("maxQueueSize");
  expect(config).not.toHaveProperty("perJobMemLimit");
});

test.each([
  { size: "", isGood: true },
  { size: "100", isGood: true },
  { size: "1000000", isGood: true },
  { size: "1000001", isGood: false },
  { size: "0", isGood: false },
  { size: "1.5", isGood: false },
  { size: "many", isGood: false },
])("“$size” jobs at a time: $isGood", ({ size, isGood }) => {
  const problems = environmentProblems({ ...values, jobs: { ...values.jobs, maxQueueSize: size } }, "ssh");

  expect(problems.maxQueueSize === undefined).toBe(isGood);
});

test("the host that a client named for an agent stays", () => {
  expect(editRequest({ ...values, headQueue: "short" }, made, "tw-agent").computeEnv.config).toMatchObject({
    hostName: "login",
    port: 2222,
  });
});

test("a duplicate is made of all that the first one is; on another platform without what only the old one knows", () => {
  const resources = {
    account: "ab12",
    qos: null,
    wallTimeSeconds: null,
    memoryMb: 4096,
    cpus: null,
    constraint: null,
    noticeSeconds: null,
  };
  const nodes = {
    ...{
      modules: ["r/4"],
      headModules: [],
      containerEngine: "docker" as const,
      containerCacheDir: null,
      scratch: "true",
      siteProfile: null,
    },
    bindPaths: [{ source: "/data", target: null, isReadOnly: false }],
  };
  const rules = { cpus: { allow: "within" as const, values: null, min: null, max: 4, below: null } };
  const registry = { credentialsId: "quay", name: "quay", registry: "quay.io" };
  const jumpHost = { hostName: "gate", port: 22, userName: "guest", credentialsId: "cred" };
  const unbound = { values: null, min: null, max: null, below: null };
  const version = { name: "nextflowVersion", allow: "no" as const, ...unbound, own: "24.10.4" };
  const copy = duplicateValues({
    environment: made,
    resources: { resources, lastUpdated: at },
    nodeSetup: { nodeSetup: nodes, overridden: [], lastUpdated: at },
    launchRules: { rules, options: [version], changedBy: "", lastUpdated: at },
    jumpHosts: { jumpHosts: [jumpHost], managedJumpHosts: [], lastUpdated: at },
    registries: { registries: [registry], lastUpdated: at },
    secretVariables: { variables: [{ name: "A_KEY", head: true, compute: false }], lastUpdated: at },
  });
  const moved = environmentRequest({ ...copy, platform: "slurm-platform" }, "tw-agent");

  expect(environmentRequest(copy, "ssh")).toMatchObject({
    computeEnv: {
      name: "lsf-copy",
      description: "Of the core facility",
      config: { maxQueueSize: 50, unitForLimits: "M", headQueue: "long" },
    },
    resources: { account: "ab12", memoryMb: 4096 },
    nodeSetup: { modules: ["r/4"], containerEngine: "docker", bindPaths: [{ source: "/data" }], scratch: "true" },
    launchRules: rules,
    nextflowVersion: "24.10.4",
    jumpHosts: [jumpHost],
    registryCredentialsIds: ["quay"],
    labelIds: [1],
    // No value: the form asks for one.
    secretVariables: [{ name: "A_KEY", value: "", head: true, compute: false }],
  });
  expect(environmentProblems({ ...copy, nextflowVersion: "latest" }, "ssh").nextflowVersion).toContain("such as 24.10.4");
  expect(environmentRequest({ ...copy, nextflowVersion: " " }, "ssh")).not.toHaveProperty("nextflowVersion");
  expect(moved).not.toHaveProperty("launchRules");
  expect(Object.keys(moved.computeEnv.config as object)).toEqual(["discriminator", "workDir", "environment", "headQueue", "maxQueueSize"]);
});

test("an export is the settings with their discriminator, without what is not set, and the labels beside them", () => {
  expect(JSON.parse(exportText(made, { launchRules: null }))).toEqual({
    ...{ discriminator: "lsf-platform", workDir: "/work", userName: "js", hostName: "login", port: 2222, headQueue: "long" },
    ...{ maxQueueSize: 50, unitForLimits: "M", perJobMemLimit: true, perTaskReserve: false },
    environment: [{ name: "A", value: "1", head: true, compute: false }],
    labels: [{ name: "cost", value: "PRJ 1", resource: true }],
  });
  // No rules, and rules that allow nothing, are not the same.
  expect(JSON.parse(exportText(made, { launchRules: {} }))).toMatchObject({ postern: { launchRules: {} } });
  expect(JSON.parse(exportText(made, { launchRules: { queue: { allow: "any", min: null } } }))).toMatchObject({
    postern: { launchRules: { queue: { allow: "any" } } },
  });
});
