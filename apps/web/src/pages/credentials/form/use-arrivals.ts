import type { Agent } from "@postern/contracts";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queryKeys } from "../../../api/query-keys.ts";
import { queries } from "../../../api/queries.ts";
import { useClock } from "../../../hooks/use-clock.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { nobodyYet, sortArrivals } from "./arrivals.ts";
import type { Arrivals } from "./arrivals.ts";

/** While somebody waits, the server is asked this often, in case the live connection is away. */
const askEveryMs = 2000;

/** The agent that is connected under an ID, whoever started it; nothing while none is. */
export function useArrivedAgent(connectionId: string, isAskable: boolean): Agent | undefined {
  const scope = useScope();
  const [settled] = useDebouncedValue(connectionId, 200);
  const agents = useQuery({ ...queries.agents(scope, settled), enabled: isAskable, refetchInterval: askEveryMs });
  return agents.data?.agents.find((agent) => agent.isOnline && agent.connectionId === connectionId);
}

/** Who comes while a form is open. All agents are asked for: one that was started with another ID is to be seen too. */
export function useArrivals(connectionId: string, isAskable: boolean): Arrivals {
  const clock = useClock();
  const [sinceMs] = useState(() => clock.now());
  const agents = useQuery({ ...queries.agents(useScope()), enabled: isAskable, refetchInterval: askEveryMs });
  const refusal = useQuery<Refusal | null>({ queryKey: queryKeys.agentRefusal, queryFn: () => null, enabled: false });
  if (agents.data === undefined || !isAskable) return nobodyYet;
  const refused = refusal.data ?? undefined;
  return {
    ...sortArrivals(agents.data.agents, { connectionId, sinceMs }),
    refused: refused !== undefined && refused.atMs >= sinceMs ? refused.why : undefined,
  };
}

/** As `LiveProvider` keeps it. */
interface Refusal {
  readonly why: NonNullable<Arrivals["refused"]>;
  readonly atMs: number;
}
