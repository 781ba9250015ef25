import { toCredentialId } from "@postern/domain";
import { describe, expect, test } from "vitest";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import { environmentThen } from "./environment-then.ts";
import type { FormerWay } from "./store.ts";

const [key, otherKey] = [toCredentialId("key"), toCredentialId("other")];
const now = {
  credentialId: key,
  config: { workDir: "/w", hostName: "login", userName: "lab" },
} as unknown as ComputeEnvironment;
const way = (address: FormerWay["address"], credentialId: FormerWay["credentialId"] = key): FormerWay => ({ address, credentialId });
const login = { hostName: "login", userName: "lab" };

describe("where an environment led when something was left there", () => {
  test.each<[string, FormerWay | undefined, boolean]>([
    ["of a version that did not keep it", undefined, true],
    ["the same", way(login), true],
    ["with the same agent", way(login), false],
    ["another key for the same account", way(login, otherKey), true],
  ])("%s: as it leads now", (_what, then, isSsh) => {
    expect(environmentThen(now, then, isSsh)).toBe(now);
  });

  test.each<[string, FormerWay, boolean]>([
    ["another host", way({ ...login, hostName: "old" }), true],
    ["another account", way({ ...login, userName: "ada" }), true],
    ["another port", way({ ...login, port: 2222 }), true],
    ["another agent", way(login, otherKey), false],
    ["an agent, before it was a host", way({}, otherKey), true],
    ["the machine of the server", way(login, null), false],
  ])("%s: as it led then, with everything else as it is", (_what, then, isSsh) => {
    const { config, credentialId } = environmentThen(now, then, isSsh);

    expect([config, credentialId]).toEqual([{ workDir: "/w", ...then.address }, then.credentialId]);
  });

  test("one that is reached through a managed identity leads where that one says", () => {
    const managed = { ...now, credentialId: null, managedIdentityId: "m" } as unknown as ComputeEnvironment;

    expect(environmentThen(managed, way({}, null), true)).toBe(managed);
  });
});
