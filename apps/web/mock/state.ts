import type {
  Agent,
  AgentEvent,
  ComputeEnv,
  Credentials,
  EnvironmentCheckResponse,
  EnvironmentQuestionsResponse,
  HeadJobResourcesAnswer,
  NodeSetupAnswer,
  HostKeysOfHop,
  JumpHostAnswer,
  Label,
  LaunchRules,
  RegistryCredentialAnswer,
  SecretVariableAnswer,
  SecretVariablesUsageResponse,
  LiveEvent,
  PersonalToken,
  SessionResponse,
  Task,
  UseLimit,
  Workflow,
  WorkflowLaunch,
} from "@postern/contracts";
import type { AccountMock } from "./account-state.ts";

import type { MockSecrets } from "./handlers/credential-keys.ts";
import type { MockWorld } from "./organizations/world.ts";

/** `empty`: a fresh account. `data`: a busy one. `failing`: every list answers 500. `first-run`: nobody has an account. */
export type Scenario = "empty" | "data" | "failing" | "first-run";

export interface MockRun {
  workflow: Workflow;
  readonly launch: WorkflowLaunch;
  readonly environmentId: string | undefined;
  tasks: Task[];
  log: string[];
  waitReason: string | null;
  messages: string[];
  isCancelling: boolean;
}

/** What the cluster of an environment has of Nextflow, beside modules. */
export interface MockNextflow {
  readonly chosen: string | null;
  readonly kept: readonly string[];
}

export interface MockSecretVariables {
  readonly variables: readonly SecretVariableAnswer[];
  readonly usage: SecretVariablesUsageResponse["usage"];
}

/** Everything in one workspace. Handlers change it in place. */
export interface MockState {
  readonly scenario: Scenario;
  readonly now: () => number;
  /** Tells every open page. */
  readonly publish: (event: LiveEvent) => void;
  /** Where all of this is; null is a personal workspace. */
  readonly workspaceId: number | null;
  readonly world: MockWorld;
  /** A profile and a role that change while pages are open. */
  session: SessionResponse;
  password: string;
  readonly account: AccountMock;
  tokens: PersonalToken[];
  credentials: Credentials[];
  /** By credential: what no answer may hold. */
  readonly secrets: Map<string, MockSecrets>;
  agents: Agent[];
  /** By agent, newest first; filled when somebody first asks. */
  readonly agentEvents: Map<string, AgentEvent[]>;
  environments: ComputeEnv[];
  /** In the order of their names. */
  labels: Label[];
  readonly checks: Map<string, Omit<EnvironmentCheckResponse, "lastUpdated">>;
  /** Environments that were taken off the schedule of checks. */
  readonly unscheduled: Set<string>;
  /** By environment; what is not in it asks for nothing. */
  readonly resources: Map<string, HeadJobResourcesAnswer>;
  readonly nodeSetups: Map<string, NodeSetupAnswer>;
  /** By environment; what is not in it has no rules. */
  readonly launchRules: Map<string, LaunchRules>;
  /** By environment; what is not in it is asked as usual. */
  readonly questions: Map<string, EnvironmentQuestionsResponse>;
  /** By environment; what is not in it is reached without. */
  readonly jumpHosts: Map<string, readonly JumpHostAnswer[]>;
  /** By environment; what is not in it pulls without. */
  readonly registries: Map<string, readonly RegistryCredentialAnswer[]>;
  /** By environment; what is not in it keeps one and has no choice. */
  readonly nextflow: Map<string, MockNextflow>;
  /** By environment, with when they were opened; what is not in it has none. Values are kept nowhere. */
  readonly secretVariables: Map<string, MockSecretVariables>;
  /** By environment: the hosts on the way to it. */
  readonly hostKeys: Map<string, readonly HostKeysOfHop[]>;
  /** Why host keys cannot be read; nothing while they can. */
  hostKeyTrouble: string | undefined;
  /** Why clusters do not say what they offer; nothing while they do. */
  offerTrouble: string | undefined;
  /** At which step a look at a cluster hangs, and why a host refuses every key; nothing where it goes well. */
  discoveryStopsAt: string | undefined;
  discoveryTrouble: string | undefined;
  /** By credential or environment; what is not in it is open to everybody. */
  readonly useLimits: Map<string, UseLimit>;
  readonly startedMs: number;
  /** Newest first. */
  runs: MockRun[];
  /** For ids. */
  counter: number;
}

export const isoAt = (atMs: number): string => new Date(atMs).toISOString();

/** The next id: unique, and the same in every start. */
export function nextId(state: MockState, length: number): string {
  state.counter += 1;
  return `m${String(state.counter)}`.padEnd(length, "x");
}
