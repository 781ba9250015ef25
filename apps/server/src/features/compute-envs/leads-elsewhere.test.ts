import { toCredentialId } from "@postern/domain";
import { expect, test } from "vitest";
import { leadsElsewhere } from "./leads-elsewhere.ts";
import type { Led } from "./leads-elsewhere.ts";

const [key, otherKey] = [toCredentialId("key"), toCredentialId("other")];
const address = { workDir: "/w", hostName: "login", userName: "lab" };
const ssh = (change: object = {}, credentialId = key): Led => ({ isSsh: true, credentialId, config: { ...address, ...change } });
const agent = (credentialId = key, change: object = {}): Led => ({ isSsh: false, credentialId, config: { workDir: "/w", ...change } });

test.each([
  ["another key for the same account", ssh(), ssh({}, otherKey), false],
  ["another work directory", ssh(), ssh({ workDir: "/x" }), false],
  ["the usual port, written out", ssh(), ssh({ port: 22 }), false],
  ["the host in capitals", ssh(), ssh({ hostName: "LOGIN" }), false],
  ["another host", ssh(), ssh({ hostName: "login2" }), true],
  ["another port", ssh(), ssh({ port: 2222 }), true],
  ["another account", ssh(), ssh({ userName: "root" }), true],
  ["SSH in place of an agent", agent(), ssh(), true],
  ["an agent in place of SSH", ssh(), agent(), true],
  ["another agent", agent(), agent(otherKey), true],
  ["the same agent with other settings", agent(), agent(key, { headQueue: "q" }), false],
])("%s: %#", (_, old, next, expected) => {
  expect(leadsElsewhere(old, next)).toBe(expected);
});
