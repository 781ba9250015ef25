import { describe, expect, test } from "vitest";
import { readConfig, toPlatform } from "./read-config.ts";

describe("the settings of an environment", () => {
  test("may hold an explicit null for every member that need not be set", () => {
    const unset = ["launchDir", "userName", "hostName", "port", "headQueue", "computeQueue", "maxQueueSize", "headJobOptions"];
    const more = ["propagateHeadJobOptions", "preRunScript", "postRunScript", "nextflowConfig", "environment"];
    const nulls = Object.fromEntries([...unset, ...more].map((name) => [name, null]));

    expect(readConfig("slurm-platform", { discriminator: "slurm-platform", workDir: "/w", ...nulls })).toEqual({ workDir: "/w" });
  });

  test("keep what was sent, variables and empty texts included", () => {
    const sent = { workDir: "$TW_AGENT_WORK", launchDir: "", headQueue: "long", maxQueueSize: 5 };

    expect(readConfig("slurm-platform", sent)).toEqual(sent);
  });

  test("leave out what nobody here knows, as files of other versions hold it, and members of another platform", () => {
    const unknown = { fusion2Enabled: false, unitForLimits: { odd: true }, sshPassword: null, apiToken: "" };

    expect(readConfig("slurm-platform", { workDir: "/w", ...unknown })).toEqual({ workDir: "/w" });
  });

  test("on the machine of the server take what clients send of clusters with it, and are read as strictly", () => {
    expect(readConfig("local-platform", { workDir: "/w", launchDir: "/l", hostName: "" })).toEqual({
      workDir: "/w",
      launchDir: "/l",
      hostName: "",
    });
    expect(() => readConfig("local-platform", { workDir: "/w", port: "x" })).toThrow(
      expect.objectContaining({ fields: ["computeEnv.config.port"] }),
    );
  });

  test.each([
    ["no work directory", {}, /computeEnv\.config\.workDir is missing/],
    ["a relative work directory", { workDir: "work" }, /computeEnv\.config\.workDir/],
    ["a line end in a path", { workDir: "/a\nb" }, /computeEnv\.config\.workDir/],
    ["half a character in a path", { workDir: "/a\ud800" }, /computeEnv\.config\.workDir has characters that are not allowed/],
    ["a variable that nobody fills in", { workDir: "/w", launchDir: "$SCRATCH/x" }, /\$SCRATCH/],
    ["a command in a path", { workDir: "$(id)/x" }, /must begin with \//],
    ["a text for a number", { workDir: "/w", maxQueueSize: "5" }, /computeEnv\.config\.maxQueueSize/],
    ["a bad variable name", { workDir: "/w", environment: [{ name: "1A", value: "" }] }, /computeEnv\.config\.environment/],
    ["another platform's settings", { workDir: "/w", discriminator: "lsf-platform" }, /discriminator does not agree/],
    ["options that would hide the job", { workDir: "/w", headJobOptions: "--array=1-3" }, /array/],
    ["an open quote in options", { workDir: "/w", headJobOptions: "--comment 'x" }, /quote/],
    ["no object", "x", /computeEnv\.config/],
    [
      "a secret that nobody would use",
      { workDir: "/w", dbPassword: "right-secret" },
      /^computeEnv\.config\.dbPassword looks like a secret/,
    ],
  ])("are refused with %s, naming the member", (_what, config, message) => {
    expect(() => readConfig("slurm-platform", config)).toThrow(
      expect.objectContaining({ code: "request.invalid", message: expect.stringMatching(message) as string }),
    );
  });
});

test.each([
  ["altair-platform", "-l select=1:mem=4gb", "-J 1-3"],
  ["lsf-platform", "-M 4GB", "-K"],
  ["uge-platform", "-l h_vmem=4G", "-t 1-3"],
  ["moab-platform", "-l mem=4gb", "-I"],
] as const)("options on %s are read as its scheduler does", (platform, good, bad) => {
  const config = { workDir: "/w", headQueue: "long", headJobOptions: good };

  expect(readConfig(toPlatform(platform), { ...config, discriminator: platform })).toEqual(config);
  expect(() => readConfig(platform, { ...config, headJobOptions: bad })).toThrow(expect.objectContaining({ code: "request.invalid" }));
});

test("how LSF counts memory is kept for LSF, and a unit that is none is refused", () => {
  const config = { workDir: "/w", unitForLimits: "GB", perJobMemLimit: true, perTaskReserve: false };

  expect(readConfig("lsf-platform", { ...config, discriminator: "lsf-platform" })).toEqual(config);
  expect(readConfig("lsf-platform", { workDir: "/w", unitForLimits: null, perJobMemLimit: null, perTaskReserve: null })).toEqual({
    workDir: "/w",
  });
  expect(() => readConfig("lsf-platform", { ...config, unitForLimits: "words" })).toThrow(
    expect.objectContaining({ code: "request.invalid", message: expect.stringMatching(/unitForLimits/) as string }),
  );
});

test("that a PBS is Torque is kept for PBS alone", () => {
  const config = { workDir: "/w", isTorque: true };

  expect(readConfig("altair-platform", config)).toEqual(config);
  expect(readConfig("slurm-platform", config)).toEqual({ workDir: "/w" });
  expect(() => readConfig("altair-platform", { ...config, isTorque: "yes" })).toThrow(expect.objectContaining({ code: "request.invalid" }));
});

test("an unknown platform is named", () => {
  expect(() => toPlatform("aws-batch")).toThrow(
    expect.objectContaining({ code: "environment.platform_unsupported", message: expect.stringContaining("aws-batch") as string }),
  );
});
