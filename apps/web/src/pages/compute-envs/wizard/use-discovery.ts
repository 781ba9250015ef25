import type { ClusterDiscovery, DiscoverClusterRequest } from "@postern/contracts";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../../api/api-error.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { streamLines } from "../../../api/stream-lines.ts";
import { useScope } from "../../../hooks/use-scope.ts";

/** A look at a cluster, as far as it has come. */
export interface DiscoveryState {
  readonly hasBegun: boolean;
  readonly isRunning: boolean;
  /** What is known by now; what an earlier look found is forgotten when the next one begins. */
  readonly found: ClusterDiscovery | undefined;
  readonly error: Error | undefined;
  /** Somebody ended it. */
  readonly isStopped: boolean;
}

const nothing: DiscoveryState = { hasBegun: false, isRunning: false, found: undefined, error: undefined, isStopped: false };

/** Looks at clusters, one at a time: a new look ends the one before, and leaving the page ends it too. */
export function useDiscovery() {
  const scope = useScope();
  const [state, setState] = useState(nothing);
  const running = useRef<AbortController>(undefined);
  const path = inWorkspace(scope, "/api/postern/v1/cluster-discovery");
  const look = useCallback(
    async (body: DiscoverClusterRequest): Promise<ClusterDiscovery | undefined> => {
      running.current?.abort();
      const own = new AbortController();
      running.current = own;
      setState({ ...nothing, hasBegun: true, isRunning: true });
      return runLook(path, { body, own, tell: (change) => own.signal.aborted || setState((old) => ({ ...old, ...change })) });
    },
    [path],
  );
  const stop = useCallback(() => {
    running.current?.abort();
    setState((old) => ({ ...old, isRunning: false, isStopped: true }));
  }, []);
  const forget = useCallback(() => {
    running.current?.abort();
    setState(nothing);
  }, []);
  useEffect(() => () => running.current?.abort(), []);
  return { ...state, look, stop, forget };
}

interface Look {
  readonly body: DiscoverClusterRequest;
  readonly own: AbortController;
  readonly tell: (change: Partial<DiscoveryState>) => void;
}

async function runLook(path: string, { body, own, tell }: Look): Promise<ClusterDiscovery | undefined> {
  let last: ClusterDiscovery | undefined;
  try {
    await streamLines<ClusterDiscovery>(path, {
      ...{ body, signal: own.signal },
      onLine: (found) => {
        last = found;
        tell({ found });
      },
    });
    if (last?.isFinished !== true) throw brokenOff();
    tell({ isRunning: false });
  } catch (error) {
    tell({ isRunning: false, error: error instanceof ApiError ? error : brokenOff() });
    return undefined;
  }
  return own.signal.aborted ? undefined : last;
}

const brokenOff = (): ApiError =>
  new ApiError({ status: 0, message: "The answer broke off before its end.", hint: "Look again.", code: "server.unreachable" });
