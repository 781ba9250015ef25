import type { LiveEvent } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { agentRoutes } from "./handlers/agents.ts";
import { checkScheduleRoutes } from "./handlers/check-schedules.ts";
import { computeEnvRoutes } from "./handlers/compute-envs.ts";
import { credentialUseRoutes } from "./handlers/credential-use.ts";
import { credentialRoutes } from "./handlers/credentials.ts";
import { environmentEditRoutes } from "./handlers/environment-edits.ts";
import { discoveryRoutes } from "./handlers/discovery.ts";
import { headJobRoutes } from "./handlers/head-jobs.ts";
import { nodeSetupRoutes } from "./handlers/node-setups.ts";
import { launchRulesRoutes } from "./handlers/launch-rules.ts";
import { hostKeyRoutes } from "./handlers/host-keys.ts";
import { jumpHostRoutes } from "./handlers/jump-hosts.ts";
import { registryRoutes } from "./handlers/registries.ts";
import { secretVariableRoutes } from "./handlers/secret-variables.ts";
import { labelRoutes } from "./handlers/labels.ts";
import { nextflowRoutes } from "./handlers/nextflow-versions.ts";
import { questionRoutes } from "./handlers/questions.ts";
import { runDetailRoutes } from "./handlers/run-details.ts";
import { runRoutes } from "./handlers/runs.ts";
import { sshKeyRoutes } from "./handlers/ssh-keys.ts";
import { limitRoutes } from "./handlers/use-limits.ts";
import type { Route } from "./http.ts";
import { isVisible } from "./organizations/rights.ts";
import { findWorkspaceById } from "./organizations/world.ts";
import type { MockWorld } from "./organizations/world.ts";
import { makeState } from "./seed.ts";
import type { MockState, Scenario } from "./state.ts";

/** Where the seed puts runs, credentials and environments. */
const busyWorkspaceId = 401;

interface MockPlace {
  readonly state: MockState;
  readonly routes: readonly Route[];
}

export interface MockWorkspacesParts {
  readonly scenario: Scenario;
  readonly world: MockWorld;
  readonly publish: (event: LiveEvent) => void;
}

/** What is in each workspace, made when somebody first looks into it. */
export class MockWorkspaces {
  readonly #parts: MockWorkspacesParts;
  readonly #places = new Map<string, MockPlace>();
  /** The personal workspace of the first person. */
  readonly home: MockState;

  constructor(parts: MockWorkspacesParts) {
    this.#parts = parts;
    this.home = this.#personal(1).state;
  }

  /** The routes of the workspace that a request names. */
  routesFor(userId: number, workspaceId: string | null): readonly Route[] {
    if (workspaceId === null) return this.#personal(userId).routes;
    const found = findWorkspaceById(this.#parts.world, workspaceId);
    if (found === undefined || !isVisible(found.organization, found.workspace, userId)) {
      throw new AppError("workspace.not_found", `Workspace ${workspaceId} not found.`, { fields: ["workspaceId"] });
    }
    return this.#at(found.workspace.id).routes;
  }

  stateOf(workspaceId: number): MockState {
    return this.#at(workspaceId).state;
  }

  all(): readonly MockState[] {
    return [...this.#places.values()].map(({ state }) => state);
  }

  #personal(userId: number): MockPlace {
    return this.#keep(`user ${String(userId)}`, { workspaceId: null, isBusy: userId === 1 });
  }

  #at(workspaceId: number): MockPlace {
    return this.#keep(`workspace ${String(workspaceId)}`, { workspaceId, isBusy: workspaceId === busyWorkspaceId });
  }

  #keep(name: string, wish: { readonly workspaceId: number | null; readonly isBusy: boolean }): MockPlace {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const state = makeState({ ...this.#parts, ...wish });
    const place = { state, routes: routesOf(state) };
    this.#places.set(name, place);
    return place;
  }
}

const routesOf = (state: MockState): readonly Route[] => [
  ...credentialRoutes(state),
  ...credentialUseRoutes(state),
  ...sshKeyRoutes(state),
  ...agentRoutes(state),
  ...checkScheduleRoutes(state),
  ...computeEnvRoutes(state),
  ...environmentEditRoutes(state),
  ...headJobRoutes(state),
  ...nodeSetupRoutes(state),
  ...discoveryRoutes(state),
  ...launchRulesRoutes(state),
  ...questionRoutes(state),
  ...nextflowRoutes(state),
  ...hostKeyRoutes(state),
  ...jumpHostRoutes(state),
  ...registryRoutes(state),
  ...secretVariableRoutes(state),
  ...labelRoutes(state),
  ...runRoutes(state),
  ...runDetailRoutes(state),
  ...limitRoutes(state),
];
