import type { Agent } from "@postern/contracts";
import { expect, test } from "vitest";
import { filteredAgents } from "./agent-filter.ts";

const agent = (given: Partial<Agent>): Agent => ({
  ...{ id: "", name: null, connectionId: "", kind: "v2", state: "online", isOnline: true, isUnclaimed: false, isOwn: true },
  ...{ startedBy: "jane", userName: "js123", hostName: "", workDir: "", version: "0.1.0", connectedAt: "", lastSeenAt: "" },
  ...{ disconnectedAt: null, latencyMs: null, tokenWarning: null },
  ...given,
});

const gadi = agent({
  ...{ id: "gadi", name: "Gadi", connectionId: "5429", hostName: "gadi-login-03" },
  serves: [{ kind: "environment", id: "e", name: "rnaseq-env", workspaceId: null, workspaceName: null }],
});
const spartan = agent({ id: "spartan", connectionId: "spartan", state: "offline", isOnline: false, kind: "legacy", startedBy: "amir" });
const lone = agent({ id: "lone", connectionId: "lone", isUnclaimed: true });
const all = [gadi, spartan, lone];

test.each([
  [{}, ["gadi", "spartan", "lone"]],
  [{ search: "GADI login" }, ["gadi"]],
  [{ search: "rnaseq" }, ["gadi"]],
  [{ search: "amir" }, ["spartan"]],
  [{ search: "gadi spartan" }, []],
  [{ state: "online" }, ["gadi", "lone"]],
  [{ state: "unclaimed" }, ["lone"]],
  [{ kind: "legacy" }, ["spartan"]],
  [{ kind: "legacy", state: "online" }, []],
])("%j leaves %j", (wish, ids) => {
  const found = filteredAgents(all, { search: "", state: "", kind: "", ...wish });

  expect(found.map(({ id }) => id)).toEqual(ids);
});
