import { expect, test } from "vitest";
import { emptyEnvironment, environmentProblems, environmentRequest } from "./environment-form.ts";
import { openerOf, valueOfOpener } from "./managed-choices.ts";

test("a managed identity and a credential take each other's place in the choice", () => {
  expect([openerOf("identity:hive"), openerOf("cred"), openerOf("")]).toEqual([
    { credentialsId: "", managedIdentityId: "hive" },
    { credentialsId: "cred", managedIdentityId: "" },
    { credentialsId: "", managedIdentityId: "" },
  ]);
  for (const value of ["identity:hive", "cred", ""]) expect(valueOfOpener(openerOf(value))).toBe(value);
});

test("an environment of a managed identity needs no credential, and names no host and no account", () => {
  const values = { ...emptyEnvironment, name: "hpc", workDir: "/work", ...openerOf("identity:hive"), hostName: "old", userName: "old" };

  expect(environmentProblems(values, undefined)).toEqual({});
  expect(environmentProblems({ ...values, managedIdentityId: "" }, undefined)).toHaveProperty("credentialsId");
  const { computeEnv } = environmentRequest(values, undefined);
  expect(computeEnv).toMatchObject({ managedIdentityId: "hive", config: { workDir: "/work" } });
  expect(computeEnv).not.toHaveProperty("credentialsId");
  expect(Object.keys(computeEnv.config as object)).not.toEqual(expect.arrayContaining(["hostName"]));
});
