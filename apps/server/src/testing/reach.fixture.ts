import type { Clock } from "@postern/domain";
import { openOverSsh } from "@postern/testing";
import type { CommandChannel } from "@postern/transport";
import { openLocalChannel } from "@postern/transport/local";
import { openOverAgent } from "./over-agent.fixture.ts";

/** The cluster's side: where it works, and what its commands find in their environment. */
export interface ReachedPlace {
  readonly clock: Clock;
  readonly home: string;
  readonly workDir: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Reach extends AsyncDisposable {
  readonly channel: CommandChannel;
}

export type OpenReach = (place: ReachedPlace) => Promise<Reach>;

/** This machine is the cluster, and its programs are started by the server itself. */
export const reachLocally: OpenReach = async ({ clock, workDir, env }) => {
  const channel = await openLocalChannel({ clock, workDir, env });
  return { channel, [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose]() };
};

/** How outsiders reach a cluster, each with its real parts. */
export const realReaches = {
  "a real sshd": openOverSsh,
  "a real agent": openOverAgent,
} satisfies Record<string, OpenReach>;
