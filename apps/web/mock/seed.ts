import type { LiveEvent, SessionResponse } from "@postern/contracts";
import { nobody } from "./account-state.ts";
import { seedAccounts, seedSessions } from "./accounts-seed.ts";
import { seedKeys, seedOrganizations, seedWorkspaces } from "./administration-seed.ts";
import { seedAgents } from "./agents-seed.ts";
import { seedAudit } from "./audit-seed.ts";
import { seedCredentials } from "./credentials-seed.ts";
import { seedEnvironments, settleCheck } from "./environments-seed.ts";
import { seedLabels } from "./labels-seed.ts";
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
    agentEvents: new Map(),
    environments: [],
    labels: [],
    checks: new Map(),
    unscheduled: new Set(),
    resources: new Map(),
    nodeSetups: new Map(),
    launchRules: new Map(),
    questions: new Map(),
    jumpHosts: new Map(),
    registries: new Map(),
    secretVariables: new Map(),
    nextflow: new Map(),
    hostKeys: new Map(),
    hostKeyTrouble: undefined,
    offerTrouble: undefined,
    discoveryStopsAt: undefined,
    discoveryTrouble: undefined,
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
  state.agents = seedAgents(nowMs);
  state.labels = seedLabels(nowMs);
  state.environments = seedEnvironments(nowMs).map((one) => (one.primary ? { ...one, labels: state.labels.slice(0, 3) } : one));
  for (const environment of state.environments) settleCheck(state, environment);
  state.runs = seedRuns(nowMs, state.environments[0]);
  if (state.workspaceId !== null) state.runs.forEach(giveToOthers);
}

/** Every other run of a shared workspace is somebody else's. */
function giveToOthers(run: MockRun, place: number): void {
  if (place % 2 === 1) run.workflow = { ...run.workflow, ownerId: 2, userName: "amir" };
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
    mayUseServerMachine: true,
    publicUrl: "http://127.0.0.1:4010",
    serverVersion: "0.1.0",
  };
}
