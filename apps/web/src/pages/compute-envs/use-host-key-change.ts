import type { ComputeEnv, HostKeysResponse } from "@postern/contracts";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useScope } from "../../hooks/use-scope.ts";

export interface HostKeyChangeParts<Answered> {
  readonly environment: ComputeEnv;
  readonly act: "confirm" | "replace" | "known-hosts";
  readonly body: () => object;
  readonly onDone: (answer: Answered) => void;
}

/** A decision about host keys. Afterwards the environment is asked about anew: its check may go on. */
export function useHostKeyChange<Answered extends HostKeysResponse = HostKeysResponse>(parts: HostKeyChangeParts<Answered>) {
  const scope = useScope();
  const { id } = parts.environment;
  return useChange<void, Answered>({
    act: () =>
      post<Answered>(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(id)}/host-keys/${parts.act}`), parts.body()),
    old: [queryKeys.computeEnv(scope, id), queryKeys.computeEnvs(scope)],
    onDone: parts.onDone,
  });
}
