import type { Agent, LiveEvent, SessionResponse } from "@postern/contracts";
import { nobody } from "./account-state.ts";
import { seedAccounts, seedSessions } from "./accounts-seed.ts";
import { seedKeys, seedOrganizations, seedWorkspaces } from "./administration-seed.ts";
import { seedAudit } from "./audit-seed.ts";
import { seedCredentials } from "./credentials-seed.ts";
import { seedEnvironments, settleCheck } from "./environments-seed.ts";
import { seedRuns } from "./runs-seed.ts";
import type { MockWorld } from "./organizations/world.ts";
import { isoAt } from "./state.ts";
import { seedTokens } from "./tokens-seed.ts";
import type { MockRun, MockState, Scenario } from "./state.ts";

const hour = 3_600_000;

export interface SeedParts {
  readonly scenario: Scenario;
  readonly world: MockWorld;
  readonly workspaceId: number | null;
  /** Has runs, credentials and environments, where the scenario has any. */
  readonly isBusy: boolean;
  readonly publish: (event: LiveEvent) => void;
}

export function makeState({ scenario, world, workspaceId, isBusy, publish }: SeedParts): MockState {
  const { now } = world;
  const state: MockState = {
    scenario,
    now,
    publish,
    workspaceId,
    world,
    session: sessionAt(now()),
    password: "correct horse battery",
    account: nobody(),
    tokens: [],
    credentials: [],
    secrets: new Map(),
    agents: [],
    environments: [],
    checks: new Map(),
    useLimits: new Map(),
    startedMs: now(),
    runs: [],
    counter: 0,
  };
  if (scenario === "data" && isBusy) fill(state);
  return state;
}

function fill(state: MockState): void {
  const nowMs = state.now();
  state.tokens = seedTokens(nowMs);
  Object.assign(state.account, {
    sessions: seedSessions(nowMs),
    accounts: seedAccounts(nowMs),
    organizations: seedOrganizations(nowMs),
    workspaces: seedWorkspaces(nowMs),
    keys: seedKeys(nowMs),
    audit: seedAudit(nowMs),
  });
  state.credentials = seedCredentials(nowMs);
  state.agents = [
    agent(nowMs, {
      id: "a1",
      hostName: "gadi-login-03",
      connectionId: "5429d66d-7712-4e0a-9c1b-02f4e1a7b3c8",
      tokenWarning: 'The token "gadi" ends in 6 days, at 2026-08-12 09:00 UTC. Rotate it before that.',
    }),
    agent(nowMs, { id: "a2", hostName: "spartan-login1", connectionId: "spartan", isOnline: false, lastSeenAt: isoAt(nowMs - 5 * hour) }),
    agent(nowMs, { id: "a3", hostName: "workstation-17", connectionId: "9f1c2b60-0d5e-4c51-b0a4-5b7e6a1d2c3f", isUnclaimed: true }),
  ];
  state.environments = seedEnvironments(nowMs);
  for (const environment of state.environments) settleCheck(state, environment);
  state.runs = seedRuns(nowMs, state.environments[0]);
  if (state.workspaceId !== null) state.runs.forEach(giveToOthers);
}

/** Every other run of a shared workspace is somebody else's. */
function giveToOthers(run: MockRun, place: number): void {
  if (place % 2 === 1) run.workflow = { ...run.workflow, ownerId: 2, userName: "amir" };
}

export function agent(nowMs: number, given: Partial<Agent>): Agent {
  return {
    id: "",
    name: null,
    connectionId: "",
    kind: "v2",
    state: given.isOnline === false ? "offline" : "online",
    isOnline: true,
    isUnclaimed: false,
    isOwn: true,
    startedBy: "jane",
    userName: "js123",
    hostName: "",
    workDir: "/scratch/ab12/js123/work",
    version: "0.1.0",
    connectedAt: isoAt(nowMs - 2 * hour),
    lastSeenAt: isoAt(nowMs - 3000),
    disconnectedAt: null,
    latencyMs: given.isOnline === false ? null : 12,
    tokenWarning: null,
    ...given,
  };
}

function sessionAt(nowMs: number): SessionResponse {
  return {
    user: {
      id: 1,
      userName: "jane",
      name: "jane",
      email: "jane.smith@example.org",
      firstName: "Jane",
      lastName: "Smith",
      organization: null,
      description: null,
      avatar: null,
      avatarId: null,
      notification: false,
      dateCreated: isoAt(nowMs - 90 * 24 * hour),
      lastUpdated: null,
      lastAccess: isoAt(nowMs),
      deleted: false,
    },
    isAdministrator: true,
    mayCreateOrganizations: true,
    publicUrl: "http://127.0.0.1:4010",
    serverVersion: "0.1.0",
  };
}
