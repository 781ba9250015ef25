import { expect, test } from "vitest";
import { exportText } from "../detail/export-file.ts";
import { environmentRequest } from "../environment-form.ts";
import { importedValues, matchLabels, nameOfFile } from "./imported-values.ts";
import { readEnvironmentFile, settingCount } from "./read-environment-file.ts";

/** As `tw compute-envs export` writes it. */
const slurm = {
  ...{
    discriminator: "slurm-platform",
    workDir: "$TW_AGENT_WORK",
    launchDir: "$TW_AGENT_WORK",
    userName: null,
    hostName: null,
    port: null,
  },
  ...{ headQueue: "normal", computeQueue: "express", maxQueueSize: 50, propagateHeadJobOptions: false, nextflowConfig: "x = 1" },
  environment: [{ name: "NXF_OPTS", value: "-Xmx2g", head: true, compute: false }],
  labels: [
    { name: "cost", value: "PRJ 1", resource: true },
    { name: "prod", value: null },
  ],
};
const read = (members: object) => readEnvironmentFile(JSON.stringify(members));
const canary = "canary-in-a-file";

test("what an export wrote stands in the form as it stood there", () => {
  const reading = read(slurm);

  expect(reading).toMatchObject({
    kind: "good",
    file: {
      platform: "slurm-platform",
      labels: [
        { name: "cost", value: "PRJ 1" },
        { name: "prod", value: null },
      ],
    },
  });
  if (reading.kind !== "good") return;
  const values = importedValues(reading.file, "gadi (2).json", []);
  expect(settingCount(reading.file)).toBe(8);
  expect(environmentRequest({ ...values, credentialsId: "c1" }, "tw-agent").computeEnv).toEqual({
    ...{ name: "gadi-2", platform: "slurm-platform", credentialsId: "c1" },
    config: {
      ...{ discriminator: "slurm-platform", workDir: "$TW_AGENT_WORK", launchDir: "$TW_AGENT_WORK", headQueue: "normal" },
      ...{ computeQueue: "express", maxQueueSize: 50, nextflowConfig: "x = 1", environment: slurm.environment },
    },
  });
});

test("our own export comes back whole, also with a mark of bytes before it", () => {
  const { kind: _, ...good } = read(slurm);
  const config = "file" in good ? good.file.config : undefined;
  if (config === undefined) throw new TypeError("The file was refused.");

  const again = readEnvironmentFile(`\uFEFF${exportText({ config, labels: [] })}`);

  expect(again).toMatchObject({ kind: "good", file: { config } });
});

test("what only this server knows comes along in a member of its own, and stands in the form", () => {
  const nodeSetup = {
    ...{ modules: ["r/4"], headModules: [], containerEngine: "podman", containerCacheDir: null, scratch: "true", siteProfile: null },
    bindPaths: [{ source: "/a:b", target: null, isReadOnly: true }],
  } as const;
  const resources = {
    account: "ab12",
    qos: null,
    wallTimeSeconds: 7200,
    memoryMb: null,
    cpus: null,
    constraint: null,
    noticeSeconds: null,
  };
  const reading = read(slurm);
  if (reading.kind !== "good") throw new TypeError("The file was refused.");
  const lists = { modules: ["r/4"], headModules: [], bindPaths: [...nodeSetup.bindPaths] };
  const own = { nodeSetup: { ...nodeSetup, ...lists, containerEngine: "podman" as const }, resources };

  const again = readEnvironmentFile(exportText({ config: reading.file.config, labels: [] }, own));

  if (again.kind !== "good") throw new TypeError("The export was refused.");
  const { computeEnv: _, ...more } = environmentRequest(importedValues(again.file, "x.json", []), "tw-agent");
  expect(more).toEqual({
    labelIds: [],
    resources: { account: "ab12", wallTimeSeconds: 7200 },
    nodeSetup: { modules: ["r/4"], containerEngine: "podman", scratch: "true", bindPaths: [{ source: "/a:b", isReadOnly: true }] },
  });
});

test("members of it that are of another kind are refused, and those of another version are named", () => {
  const withOwn = (postern: unknown) => read({ ...slurm, postern });

  expect(withOwn({ nodeSetup: { modules: "r/4" } })).toMatchObject({
    kind: "refused",
    problem: expect.stringContaining("postern.nodeSetup.modules") as string,
  });
  expect(withOwn({ nodeSetup: { bindPaths: [{ source: "/a", as: "/b" }] } })).toMatchObject({ kind: "refused" });
  expect(withOwn({ resources: [1] })).toMatchObject({ kind: "refused", problem: "postern.resources is not a group of members." });
  expect(withOwn({ nodeSetup: { secretKey: canary } })).toMatchObject({
    kind: "refused",
    problem: "The file has secrets in it: secretKey.",
  });
  expect(withOwn({ launchRules: { queue: "long" } })).toMatchObject({
    kind: "refused",
    problem: expect.stringContaining("postern.launchRules.queue") as string,
  });
  expect(withOwn({ launchRules: { cpus: { allow: "within", max: "4" } } })).toMatchObject({ kind: "refused" });
  expect(withOwn({ launchRules: { colour: { allow: "any" }, cpus: { allow: "within", min: null, max: 4 } } })).toMatchObject({
    ...{ kind: "unknown", names: ["postern.launchRules.colour"] },
    file: { own: { rules: { cpus: { allow: "within", max: 4 } } } },
  });
  expect(read({ ...slurm, postern: JSON.parse('{"nodeSetup":{"__proto__":[],"toString":"x","scratch":"true"}}') as object })).toMatchObject(
    {
      ...{ kind: "unknown", names: ["postern.nodeSetup.__proto__", "postern.nodeSetup.toString"] },
    },
  );
  expect(withOwn({ nodeSetup: { gpu: true, scratch: "true" }, later: {} })).toMatchObject({
    ...{ kind: "unknown", names: ["postern.later", "postern.nodeSetup.gpu"] },
    file: { own: { nodes: { scratch: "true" } } },
  });
});

test.each([
  ["not JSON", "workDir: /work", "no JSON"],
  ["nothing", "", "no JSON"],
  ["a list", "[]", "no JSON"],
  ["a text", '"slurm"', "no JSON"],
  ["a cut file", JSON.stringify(slurm).slice(0, 80), "no JSON"],
  ["another version", JSON.stringify({ version: 3, ...slurm }), "another version: its version is not known"],
  ["another version of a schema", JSON.stringify({ ...slurm, schemaVersion: "2" }), "another version"],
  ["no platform", JSON.stringify({ workDir: "/work" }), "does not say of which platform"],
  [
    "another platform",
    JSON.stringify({ discriminator: "aws-batch", workDir: "s3://b", region: "eu" }),
    "platform aws-batch are not offered",
  ],
  ["a number for a text", JSON.stringify({ ...slurm, workDir: 4 }), "workDir is not a text"],
  ["a text for a number", JSON.stringify({ ...slurm, maxQueueSize: "50" }), "maxQueueSize is not a number"],
  ["variables that are none", JSON.stringify({ ...slurm, environment: { A: "1" } }), "environment is not a list of variables"],
  ["labels that are none", JSON.stringify({ ...slurm, labels: ["cost"] }), "labels is not a list"],
])("%s is refused, with a cure", (_what, text, problem) => {
  expect(readEnvironmentFile(text)).toEqual({
    kind: "refused",
    problem: expect.stringContaining(problem) as string,
    cure: expect.stringMatching(/^[A-Z].+\.$/) as string,
  });
});

test.each([
  ["a member", { ...slurm, password: canary }, "password"],
  ["a member of a member", { ...slurm, forge: { nested: [{ secretKey: canary }] } }, "secretKey"],
  ["a variable", { ...slurm, environment: [{ name: "GITLAB_TOKEN", value: canary }] }, "GITLAB_TOKEN"],
  ["Nextflow's config", { ...slurm, nextflowConfig: `tower {\n  accessToken = "${canary}"\n}` }, "accessToken"],
  ["a line of Nextflow's config", { ...slurm, nextflowConfig: `process.cpus = 1; env.GITLAB_TOKEN='${canary}'` }, "env.GITLAB_TOKEN"],
  ["a member of another platform", { discriminator: "k8s-platform", token: canary }, "token"],
])("a secret in %s is refused by its name, and is in no word that is said", (_what, members, name) => {
  const reading = read(members);

  expect(reading).toMatchObject({ kind: "refused", problem: `The file has secrets in it: ${name}.` });
  expect(JSON.stringify(reading)).not.toContain(canary);
});

test("a config that reads its secrets from elsewhere holds none", () => {
  const nextflowConfig =
    "process.secret = 'TOKEN'\ntower.accessToken = secrets.TOKEN\naws.secretKey = \"${System.getenv('KEY')}\"\ntower.accessToken = ''";

  expect(read({ ...slurm, nextflowConfig })).toMatchObject({ kind: "good", file: { config: { nextflowConfig } } });
});

test("members that nobody knows are named, and the rest can be used without them; what is empty is no member", () => {
  const reading = read({ ...slurm, waveEnabled: true, fusion2Enabled: null, colour: "red", password: "" });

  expect(reading).toMatchObject({ kind: "unknown", names: ["waveEnabled", "colour"], file: { config: { headQueue: "normal" } } });
  expect(JSON.stringify(reading)).not.toContain("red");
});

test("labels are those of this place with the same name and value", () => {
  const here = [
    { id: 1, name: "cost", value: "PRJ 1" },
    { id: 2, name: "prod", value: "yes" },
  ];

  expect(
    matchLabels(
      [
        { name: "cost", value: "PRJ 1" },
        { name: "prod", value: null },
      ],
      here,
    ),
  ).toEqual({
    chosen: [here[0]],
    missing: [{ name: "prod", value: null }],
  });
});

test.each([
  ["gadi.json", "gadi"],
  ["../é gadi.tar.json", "gadi-tar"],
  ["日本.json", ""],
])("the file %s proposes the name %j", (file, name) => {
  expect(nameOfFile(file)).toBe(name);
});
