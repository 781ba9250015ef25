import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { useAwake } from "../hooks/use-awake.ts";
import { useClock } from "../hooks/use-clock.ts";
import { queryKeys } from "../api/query-keys.ts";
import { LiveConnection } from "./live-connection.ts";
import type { LiveState } from "./live-connection.ts";
import { queryKeysOf } from "./live-query-keys.ts";
import { makeRefreshQueue } from "./refresh-queue.ts";

const pollMs = 10_000;

const LiveContext = createContext<LiveState>({ mark: "catching up" });

export const useLiveState = (): LiveState => use(LiveContext);

/** Keeps the one event stream of the app open, and asks every 10 s instead while it is away. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<LiveState>({ mark: "catching up" });
  const clock = useClock();
  const queryClient = useQueryClient();
  const isAwake = useAwake();
  const hasSlept = useRef(false);

  useEffect(() => {
    if (!isAwake) {
      hasSlept.current = true;
      return undefined;
    }
    // What happened meanwhile was told to nobody.
    if (hasSlept.current) void queryClient.invalidateQueries();
    const end = new AbortController();
    const addOld = makeRefreshQueue({
      clock,
      signal: end.signal,
      refresh: (queryKey) => void queryClient.invalidateQueries({ queryKey }),
    });
    const connection = new LiveConnection({
      clock,
      random: Math.random,
      open: (signal) => fetch("/api/postern/v1/events", { signal, headers: { accept: "text/event-stream" }, credentials: "same-origin" }),
      onEvent: (event) => {
        // What was seen with other rights is not kept for later.
        if (event.type === "access") queryClient.removeQueries({ type: "inactive" });
        // Nobody can ask for it later: it is kept for the form that waits for an agent.
        if (event.type === "agent-refused") queryClient.setQueryData(queryKeys.agentRefusal, { why: event.why, atMs: clock.now() });
        if (event.type === "nextflow-copy") queryClient.setQueryData(queryKeys.nextflowCopy(event, event.computeEnvId), event);
        addOld(queryKeysOf(event));
      },
      onState: setState,
      catchUp: () => queryClient.invalidateQueries(),
    });
    return () => {
      end.abort();
      void connection[Symbol.asyncDispose]();
    };
  }, [clock, queryClient, isAwake]);

  const isOffline = state.mark === "offline";
  useEffect(() => {
    if (!isOffline) return undefined;
    const timer = setInterval(() => void queryClient.invalidateQueries(), pollMs);
    return () => clearInterval(timer);
  }, [isOffline, queryClient]);

  return <LiveContext value={state}>{children}</LiveContext>;
}
