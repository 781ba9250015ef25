import type { ComputeEnv, KeptNextflowResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { call } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { mirrorMemory } from "./mirror-memory.ts";

export interface KeepWish {
  readonly version: string;
  readonly mirror: string;
}

/** As `LiveProvider` keeps it. */
export interface CopyState extends Pick<KeepWish, "version"> {
  readonly copiedBytes: number;
  readonly sizeBytes: number;
}

/** Has a version copied on the cluster; who asks waits for it, and stops it by waiting no longer. */
export function useKeepVersion({ id }: ComputeEnv) {
  const scope = useScope();
  const waiting = useRef(new AbortController());
  const keep = useChange({
    act: async (wish: KeepWish) => {
      waiting.current = new AbortController();
      const path = inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(id)}/nextflow-versions`);
      const kept = await call<KeptNextflowResponse>("POST", path, { body: wish, signal: waiting.current.signal });
      mirrorMemory(id).write(wish.mirror);
      return kept;
    },
    old: [queryKeys.nextflowVersions(scope, id)],
  });
  const copy = useQuery<CopyState | null>({ queryKey: queryKeys.nextflowCopy(scope, id), queryFn: () => null, enabled: false });
  return {
    keep,
    stop: () => waiting.current.abort(),
    isStopped: keep.error?.name === "AbortError",
    copy: copy.data ?? undefined,
  };
}
