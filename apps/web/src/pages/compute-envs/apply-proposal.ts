import type { CheckProposal, ComputeEnv, NodeSetupAnswer, NodeSetupResponse } from "@postern/contracts";
import { get, put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import type { Scope } from "../../paths.ts";

/** A proposal that was taken, and the way back. */
export interface AppliedProposal {
  readonly title: string;
  /** Puts back what was there; refused when somebody changed the environment since. */
  readonly undo: () => Promise<void>;
}

export interface ProposalPlace {
  readonly scope: Scope;
  readonly computeEnvId: string;
  /** The environment as the check saw it: a proposal is what stands there in the end, and would take away what somebody changed since. */
  readonly lastUpdated: string;
}

/** Makes the change that a check proposes, as any other edit is made; the environment is checked anew then. */
export async function applyProposal(place: ProposalPlace, { title, nodeSetup, config }: CheckProposal): Promise<AppliedProposal> {
  if (config !== undefined) return { title, undo: await changeConfig(place, config) };
  return { title, undo: await changeNodes(place, nodeSetup ?? {}) };
}

async function changeNodes(
  { scope, computeEnvId, lastUpdated: seen }: ProposalPlace,
  changed: Partial<NodeSetupAnswer>,
): Promise<() => Promise<void>> {
  const path = inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(computeEnvId)}/node-setup`);
  const before = await get<NodeSetupResponse>(path);
  await put(path, { nodeSetup: { ...before.nodeSetup, ...changed }, lastUpdated: seen });
  const { lastUpdated } = await get<NodeSetupResponse>(path);
  return async () => {
    await put(path, { nodeSetup: before.nodeSetup, lastUpdated });
  };
}

async function changeConfig(
  { scope, computeEnvId, lastUpdated: seen }: ProposalPlace,
  changed: NonNullable<CheckProposal["config"]>,
): Promise<() => Promise<void>> {
  const id = encodeURIComponent(computeEnvId);
  const known = async () => (await get<{ readonly computeEnv: ComputeEnv }>(inWorkspace(scope, `/api/compute-envs/${id}`))).computeEnv;
  const save = (config: object, lastUpdated: string) =>
    put(inWorkspace(scope, `/api/postern/v1/compute-envs/${id}`), { computeEnv: { config }, lastUpdated });
  const { config } = await known();
  await save({ ...config, ...changed }, seen);
  const { lastUpdated } = await known();
  // Not every member that was not set has come: left out, it would stay as it was changed.
  const unset = Object.fromEntries(Object.keys(changed).map((name) => [name, null]));
  return async () => {
    await save({ ...unset, ...config }, lastUpdated);
  };
}
