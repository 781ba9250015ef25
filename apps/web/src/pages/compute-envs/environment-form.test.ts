import { expect, test } from "vitest";
import {
  emptyEnvironment,
  environmentNameProblem,
  environmentProblems,
  environmentRequest,
  withUsableCredential,
} from "./environment-form.ts";

const good = { ...emptyEnvironment, name: "gadi", credentialsId: "c1", workDir: "$TW_AGENT_WORKDIR" };

test("a filled form has no problem", () => {
  expect(environmentProblems(good, "tw-agent")).toEqual({});
});

test("what is missing is named beside its field", () => {
  expect(environmentProblems(emptyEnvironment, "tw-agent")).toEqual({
    workDir: "The work directory is needed.",
    credentialsId: "Choose the credential that reaches the cluster.",
  });
});

test("a relative path, and a variable that nobody fills in, are refused", () => {
  expect(environmentProblems({ ...good, workDir: "work", launchDir: "$SCRATCH/launch" }, "tw-agent")).toEqual({
    workDir: expect.stringContaining("must begin with /"),
    launchDir: expect.stringContaining("holds $SCRATCH"),
  });
});

test("this computer needs no credential, and its request has no queues", () => {
  const local = { ...good, platform: "local-platform", credentialsId: "", headQueue: "left over" };

  expect(environmentProblems(local, "tw-agent")).toEqual({});
  expect(environmentRequest(local, "tw-agent")).toEqual({
    computeEnv: {
      name: "gadi",
      platform: "local-platform",
      config: { discriminator: "local-platform", workDir: "$TW_AGENT_WORKDIR" },
    },
  });
});

test("variables travel with where they go; blank lines do not", () => {
  const line = { name: "NXF_OPTS", value: "-Xmx2g", head: true, compute: false };
  const blank = { name: "", value: "", head: true, compute: true };

  const { computeEnv } = environmentRequest({ ...good, variables: [line, blank] }, "tw-agent");

  expect(computeEnv.config).toMatchObject({ environment: [line] });
});

test("a bad name of a variable is shown", () => {
  const line = { name: "1X", value: "1", head: true, compute: true };

  expect(environmentProblems({ ...good, variables: [line] }, "tw-agent").variables).toContain("“1X”");
});

test.each(["", "a b", "x".repeat(101)])("the name %j is refused with a reason", (name) => {
  expect(environmentNameProblem(name)).toEqual(expect.any(String));
});

test("the chosen credential stays chosen on a platform that can use it, and on the way back from one that cannot", () => {
  expect(withUsableCredential(good, [{ id: "c0" }, { id: "c1" }]).credentialsId).toBe("c1");
  expect(withUsableCredential(good, undefined).credentialsId).toBe("c1");
  expect(withUsableCredential(good, [{ id: "c0" }])).toEqual({ ...good, credentialsId: "" });
});

test("a key needs a host and an account, an agent neither; what another way left in the form is not sent", () => {
  const ssh = { ...good, hostName: " login1 ", port: "2222", userName: "jane" };

  expect(environmentProblems({ ...good, port: "0" }, "ssh")).toMatchObject({
    hostName: expect.any(String) as string,
    port: expect.any(String) as string,
    userName: expect.any(String) as string,
  });
  expect(environmentProblems(ssh, "ssh")).toEqual({});
  expect(environmentRequest(ssh, "ssh").computeEnv.config).toMatchObject({ hostName: "login1", port: 2222, userName: "jane" });
  expect(environmentRequest(ssh, "tw-agent").computeEnv.config).not.toHaveProperty("hostName");
});

test.each(["jane@login1", "login1:22", "ssh://login1", "log in"])("%j is more than the name of a host", (hostName) => {
  expect(environmentProblems({ ...good, hostName, userName: "jane" }, "ssh").hostName).toContain("their own fields");
});

test("the address of a host of IPv6 is no name with a port", () => {
  expect(environmentProblems({ ...good, hostName: "2001:db8::1", userName: "jane" }, "ssh")).toEqual({});
});

test("jump hosts go with a key and not with an agent, and one that lacks something keeps the form from being sent", () => {
  const jump = { hostName: " gate ", port: "22", userName: "jane", credentialsId: "c1" };
  const ssh = { ...good, hostName: "login1", userName: "jane", jumpHosts: [jump] };

  expect(environmentProblems(ssh, "ssh")).toEqual({});
  expect(environmentRequest(ssh, "ssh").jumpHosts).toEqual([{ hostName: "gate", port: 22, userName: "jane", credentialsId: "c1" }]);
  expect(environmentRequest(ssh, "tw-agent")).not.toHaveProperty("jumpHosts");
  expect(environmentProblems({ ...ssh, jumpHosts: [{ ...jump, userName: "" }] }, "ssh")).toMatchObject({ jumpHosts: { 0: {} } });
});

test("chosen container registries travel beside the settings, on every platform", () => {
  const values = { ...good, platform: "local-platform", registryCredentialsIds: ["hub", "quay"] };

  expect(environmentRequest(values, undefined).registryCredentialsIds).toEqual(["hub", "quay"]);
  expect(environmentRequest(good, "tw-agent")).not.toHaveProperty("registryCredentialsIds");
});
