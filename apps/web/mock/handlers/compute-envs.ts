import type { ComputeConfigAnswer, ComputeEnv, ComputeEnvListEntry, CreateComputeEnvRequest } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { emptyConfig, environment, startCheck, stopCheck } from "../environments-seed.ts";
import { failBySentinel, noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { answerOf } from "./head-job-answer.ts";
import { nodeSetupAnswer } from "./node-setup-answer.ts";
import { readJumpHosts } from "./jump-hosts-answer.ts";
import { readRegistries } from "./registries-answer.ts";
import { readSecretVariables } from "./secret-variables-answer.ts";
import { isoAt, nextId } from "../state.ts";
import type { MockState } from "../state.ts";

export const computeEnvRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path: "/api/compute-envs", answer: () => ok({ computeEnvs: state.environments.map(entryOf) }) },
  {
    method: "GET",
    path: "/api/compute-envs/validate",
    answer: ({ query }) => {
      checkName(state, query.get("name") ?? "");
      return noContent;
    },
  },
  {
    method: "POST",
    path: "/api/compute-envs",
    answer: ({ body }) => {
      const { computeEnv, jumpHosts, labelIds, registryCredentialsIds, secretVariables } = body as CreateComputeEnvRequest;
      failBySentinel(computeEnv.name);
      checkName(state, computeEnv.name);
      const { hostName } = computeEnv.config as { readonly hostName?: string };
      const hosts = readJumpHosts(jumpHosts ?? [], hostName ?? null);
      const registries = readRegistries(state, registryCredentialsIds ?? []);
      const variables = readSecretVariables(secretVariables ?? [], { kept: [], member: "secretVariables" });
      const computeEnvId = add(state, computeEnv);
      state.registries.set(computeEnvId, registries);
      state.secretVariables.set(computeEnvId, { variables, usage: [] });
      const labels = state.labels.filter(({ id, isDefault }) => labelIds?.includes(id) ?? isDefault);
      state.environments = state.environments.map((one) => (one.id === computeEnvId ? { ...one, labels } : one));
      state.jumpHosts.set(computeEnvId, hosts);
      setUp(state, computeEnvId, body as CreateComputeEnvRequest);
      return ok({ computeEnvId });
    },
  },
  { method: "GET", path: "/api/compute-envs/:id", answer: ({ params }) => ok({ computeEnv: getEnvironment(state, params["id"]) }) },
  {
    method: "POST",
    path: "/api/compute-envs/:id/primary",
    answer: ({ params }) => {
      const chosen = getEnvironment(state, params["id"]);
      state.environments = state.environments.map((one) => ({ ...one, primary: one === chosen }));
      return noContent;
    },
  },
  { method: "GET", path: "/api/postern/v1/compute-envs/:id/check", answer: ({ params }) => ok(checkOf(state, params["id"])) },
  {
    method: "POST",
    path: "/api/postern/v1/compute-envs/:id/check",
    answer: ({ params }) => {
      startCheck(state, getEnvironment(state, params["id"]).id);
      return { status: 202, body: checkOf(state, params["id"]) };
    },
  },
  {
    method: "POST",
    path: "/api/postern/v1/compute-envs/:id/directories",
    answer: ({ params }) => {
      const { id, config } = getEnvironment(state, params["id"]);
      startCheck(state, id);
      return ok({ made: [{ path: config.workDir, mode: "2770" }] });
    },
  },
  {
    method: "DELETE",
    path: "/api/postern/v1/compute-envs/:id/check",
    answer: ({ params }) => {
      stopCheck(state, getEnvironment(state, params["id"]).id);
      return noContent;
    },
  },
];

/** What its launches are given, and may change. */
function setUp(
  { launchRules: rulesOf, nextflow, nodeSetups, resources: asked }: MockState,
  id: string,
  wish: CreateComputeEnvRequest,
): void {
  const { launchRules, nextflowVersion, nodeSetup, resources } = wish;
  asked.set(id, answerOf(resources ?? {}));
  nodeSetups.set(id, nodeSetupAnswer(nodeSetup ?? {}));
  if (nextflowVersion !== undefined && nextflowVersion !== null) nextflow.set(id, { chosen: nextflowVersion, kept: [] });
  if (launchRules !== null && launchRules !== undefined) rulesOf.set(id, launchRules);
}

export function getEnvironment(state: MockState, id: string | undefined): ComputeEnv {
  const one = state.environments.find((each) => each.id === id);
  if (one === undefined) throw new AppError("environment.not_found", `The compute environment ${id ?? ""} was not found.`);
  return one;
}

export function checkName(state: MockState, name: string): void {
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(name))
    throw new AppError("environment.name_invalid", "Use letters, digits, dashes and underscores only.");
  if (state.environments.some((one) => one.name === name)) {
    throw new AppError("environment.name_taken", `A compute environment named ${name} already exists.`, { fields: ["name"] });
  }
}

function add(state: MockState, wish: CreateComputeEnvRequest["computeEnv"]): string {
  const id = nextId(state, 22);
  const base = environment(state.now(), {});
  const config = { ...emptyConfig, ...(wish.config as Partial<ComputeConfigAnswer>) };
  const at = isoAt(state.now());
  const made: ComputeEnv = {
    ...base,
    id,
    name: wish.name,
    description: wish.description ?? null,
    platform: wish.platform === "local-platform" ? "local-platform" : "slurm-platform",
    credentialsId: wish.credentialsId ?? null,
    managedIdentityId: wish.managedIdentityId ?? null,
    status: "CREATING",
    primary: state.environments.length === 0,
    config,
    dateCreated: at,
    lastUpdated: at,
  };
  state.environments = [made, ...state.environments];
  startCheck(state, id);
  return id;
}

const entryOf = (one: ComputeEnv): ComputeEnvListEntry => ({
  id: one.id,
  name: one.name,
  description: one.description,
  platform: one.platform,
  credentialsId: one.credentialsId,
  status: one.status,
  message: one.message,
  primary: one.primary,
  workDir: one.config.workDir,
  workspaceName: null,
  visibility: null,
  region: null,
  lastUsed: one.lastUsed,
  labels: one.labels,
});

const checkOf = (state: MockState, id: string | undefined) => ({
  ...state.checks.get(id ?? ""),
  lastUpdated: getEnvironment(state, id).lastUpdated,
});
