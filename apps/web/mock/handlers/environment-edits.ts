import type { ComputeConfigAnswer, ComputeEnv, EditComputeEnvRequest } from "@postern/contracts";
import { AppError, isTerminal } from "@postern/domain";
import { emptyConfig, startCheck } from "../environments-seed.ts";
import { noContent } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { checkName, getEnvironment } from "./compute-envs.ts";
import { outdated } from "./organizations.ts";

/** Environments as they are changed, taken out of use and back, and deleted. */
export const environmentEditRoutes = (state: MockState): readonly Route[] => [
  {
    method: "PUT",
    path: "/api/postern/v1/compute-envs/:id",
    answer: ({ params, body }) => {
      const { computeEnv: wanted, lastUpdated } = body as EditComputeEnvRequest;
      const one = getEnvironment(state, params["id"]);
      if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
      const next = merged(one, wanted);
      if (next.name !== one.name) checkName(state, next.name);
      if (next.config.hostName !== one.config.hostName) refuseInUse(state, one);
      putEnvironment(state, next);
      if (next.config !== one.config || next.credentialsId !== one.credentialsId) startCheck(state, one.id);
      return noContent;
    },
  },
  {
    method: "POST",
    path: "/api/compute-envs/:id/disable",
    answer: ({ params }) => {
      putEnvironment(state, { ...getEnvironment(state, params["id"]), status: "DISABLED", message: null, primary: false });
      return noContent;
    },
  },
  {
    method: "POST",
    path: "/api/compute-envs/:id/enable",
    answer: ({ params }) => {
      const one = getEnvironment(state, params["id"]);
      putEnvironment(state, { ...one, status: "AVAILABLE" });
      startCheck(state, one.id);
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: "/api/compute-envs/:id",
    answer: ({ params, query }) => {
      const one = getEnvironment(state, params["id"]);
      if (query.get("force") !== "true") refuseInUse(state, one);
      state.environments = state.environments.filter((other) => other !== one);
      return noContent;
    },
  },
];

function merged(one: ComputeEnv, wanted: EditComputeEnvRequest["computeEnv"]): ComputeEnv {
  const { name, description, credentialsId } = wanted;
  const config = wanted.config as Partial<ComputeConfigAnswer> | undefined;
  return {
    ...one,
    name: name ?? one.name,
    description: description === "" ? null : (description ?? one.description),
    credentialsId: credentialsId ?? one.credentialsId,
    config: config === undefined ? one.config : { ...emptyConfig, ...config },
  };
}

/** In the place of the one with its id. */
export function putEnvironment(state: MockState, changed: ComputeEnv): void {
  const next = { ...changed, lastUpdated: isoAt(state.now()) };
  state.environments = state.environments.map((each) => (each.id === next.id ? next : each));
}

function refuseInUse(state: MockState, { id, name }: ComputeEnv): void {
  const unfinished = state.runs.filter(({ environmentId, workflow }) => environmentId === id && !isTerminal(workflow.status));
  if (unfinished.length === 0) return;
  const conflicts = unfinished.map(({ workflow }) => ({ type: "workflow", id: workflow.id, name: workflow.runName }));
  const names = conflicts.slice(0, 5).map((conflict) => conflict.name);
  throw new AppError("environment.in_use", `${name} is in use by unfinished runs: ${names.join(", ")}.`, { conflicts });
}
