import type { LiveEvent } from "@postern/contracts";
import { labelsShown } from "../api/label-queries.ts";
import { queryKeys } from "../api/query-keys.ts";
import type { QueryKey } from "../api/query-keys.ts";

type EventOf<Type extends LiveEvent["type"]> = Extract<LiveEvent, { readonly type: Type }>;
type OldKeys = { readonly [Type in LiveEvent["type"]]: (event: EventOf<Type>) => readonly QueryKey[] };

const oldKeys: Partial<OldKeys> = {
  run: (event) => [queryKeys.runs(event), queryKeys.run(event, event.runId)],
  "run-log": (event) => [queryKeys.runLog(event, event.runId)],
  "compute-env": (event) => [queryKeys.computeEnvs(event), queryKeys.computeEnv(event, event.computeEnvId)],
  labels: labelsShown,
  credentials: (event) => [queryKeys.credentials(event)],
  agent: () => [queryKeys.agents],
  tokens: () => [queryKeys.tokens],
  profile: () => [queryKeys.session, queryKeys.profile],
  accounts: () => [queryKeys.accounts],
  keys: () => [queryKeys.masterKeys],
  audit: () => [queryKeys.audit],
  access: () => [queryKeys.everything],
  organization: ({ orgId }) => [queryKeys.places, queryKeys.organization(orgId)],
  workspace: (event) => [queryKeys.places, queryKeys.workspace(event)],
};

/** What a live event makes old. An event of a newer server, unknown here, makes nothing old. */
export function queryKeysOf<Type extends LiveEvent["type"]>(event: EventOf<Type> & { readonly type: Type }): readonly QueryKey[] {
  return oldKeys[event.type]?.(event) ?? [];
}

/** Reads the data of one event; `undefined` when it is none. */
export function parseLiveEvent(data: string): LiveEvent | undefined {
  try {
    const value = JSON.parse(data) as unknown;
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is LiveEvent {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
