import type { Agent } from "@postern/contracts";
import { expect, test } from "vitest";
import { checksOf } from "./agent-checks.ts";

const agent: Agent = {
  ...{ id: "a", name: null, connectionId: "gadi", kind: "v2", state: "online", isOnline: true, isUnclaimed: true, isOwn: true },
  ...{ startedBy: "jane", userName: "js123", hostName: "gadi-login-03", workDir: "/home/js123/work", version: "0.1.0" },
  ...{ connectedAt: "", lastSeenAt: "", disconnectedAt: null, latencyMs: 12, tokenWarning: null },
};
const statuses = (given: Partial<Agent>, workDir = ""): string =>
  checksOf({ agent: { ...agent, ...given }, workDir, serverVersion: "0.1.0" })
    .map(({ name, status }) => `${name} ${status}`)
    .join(", ");

test("what the agent said of itself is passed, what nobody asked yet waits", () => {
  expect(statuses({})).toBe("Connection passed, Version passed, Work directory passed, Scheduler, Java, Nextflow waiting");
});

test.each([
  ["", "passed"],
  ["/home/js123/work", "passed"],
  ["/home/js123/work/", "passed"],
  ["~/work", "passed"],
  ["$HOME/work", "passed"],
  ["~/other", "failed"],
  ["/scratch/work", "failed"],
  ["$PBS_O_WORKDIR/work", "passed"],
])("with the work directory %j in the form, that of the agent is %s", (workDir, status) => {
  expect(statuses({}, workDir)).toContain(`Work directory ${status}`);
});

test("of a directory that tw-agent found nothing is claimed but that it is there", () => {
  const [, version, folder] = checksOf({ agent: { ...agent, kind: "legacy", version: "0.5.5" }, workDir: "", serverVersion: "0.1.0" });

  expect([version?.summary, folder?.summary]).toEqual(["tw-agent 0.5.5", "/home/js123/work is there"]);
});

test("a token that ends soon is told here already", () => {
  expect(statuses({ tokenWarning: "It ends tomorrow." })).toContain("Token failed");
});
