import type { LiveEvent } from "@postern/contracts";
import { queryKeys } from "../api/query-keys.ts";
import type { QueryKey } from "../api/query-keys.ts";

/** What a live event makes old. An event of a newer server, unknown here, makes nothing old. */
export function queryKeysOf(event: LiveEvent): readonly QueryKey[] {
  switch (event.type) {
    case "hello":
      return [];
    case "run":
      return [queryKeys.runs, queryKeys.run(event.runId)];
    case "run-log":
      return [queryKeys.runLog(event.runId)];
    case "compute-env":
      return [queryKeys.computeEnvs, queryKeys.computeEnv(event.computeEnvId)];
    case "credentials":
      return [queryKeys.credentials];
    case "agent":
      return [queryKeys.agents];
    default:
      return [];
  }
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
