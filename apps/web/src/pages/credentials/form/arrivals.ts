import type { Agent, LiveEvent } from "@postern/contracts";

export interface ArrivalWish {
  /** The ID of the form. */
  readonly connectionId: string;
  /** Since when somebody waits. */
  readonly sinceMs: number;
}

/** What is known about the agent that somebody waits for. */
export interface Arrivals {
  /** Connected under the ID of the form, started with a token of one's own. */
  readonly here: readonly Agent[];
  /** Connected under this ID, with somebody else's token. */
  readonly ofOthers: readonly Agent[];
  /** One's own, which nobody claims and which came meanwhile under another ID. */
  readonly elsewhere: readonly Agent[];
  /** It was here meanwhile, and is not any more. */
  readonly gone: Agent | undefined;
  /** Whatever comes under this ID is refused. */
  readonly revoked: Agent | undefined;
  /** Why an agent that showed a token of one's own was turned away meanwhile. */
  readonly refused: Extract<LiveEvent, { readonly type: "agent-refused" }>["why"] | undefined;
}

export const nobodyYet: Arrivals = { here: [], ofOthers: [], elsewhere: [], gone: undefined, revoked: undefined, refused: undefined };

/** Tells the agent that is waited for from those that come instead. */
export function sortArrivals(agents: readonly Agent[], { connectionId, sinceMs }: ArrivalWish): Omit<Arrivals, "refused"> {
  const named = agents.filter((one) => one.connectionId === connectionId);
  const own = named.filter(({ isOwn }) => isOwn);
  const came = (at: string): boolean => Date.parse(at) >= sinceMs;
  return {
    here: own.filter(({ isOnline }) => isOnline),
    ofOthers: named.filter(({ isOwn, isOnline }) => !isOwn && isOnline),
    elsewhere: agents.filter((one) => one.connectionId !== connectionId && one.isUnclaimed && one.isOnline && came(one.connectedAt)),
    gone: own.find((one) => one.state === "offline" && came(one.connectedAt)),
    revoked: own.find(({ state }) => state === "revoked"),
  };
}
