import type { Operation, ValueOf } from "@postern/agent-protocol";

import type { ChannelPeer, WriteOptions } from "../command-channel.ts";
import type { FileReading, FileWriting, ReadingOptions } from "../file-streams.ts";

/** How long a request may take, and what ends it earlier. */
export interface RequestLimits {
  readonly timeoutMs: number;
  /**
   * When it aborts, the request fails at once, with `agent.gone` if it was sent and `agent.offline` if not, and the agent is told to
   * end what it does for it, with the whole process group of a command.
   */
  readonly signal?: AbortSignal;
}

/** Files of any size through one connection. Throws what `CommandChannel` names. */
export interface FileStreams {
  openRead(path: string, options?: ReadingOptions): Promise<FileReading>;
  openWrite(path: string, options?: WriteOptions): Promise<FileWriting>;
}

/**
 * The way to one agent, wherever its socket is held.
 *
 * `request` may be called many times at once. It throws what `CommandChannel` names: `agent.offline` and `agent.busy` when nothing
 * was sent, `agent.gone` when it was sent and no readable answer came, else the agent's own code.
 *
 * What was accepted survives a reconnect of the same process: its answer comes over the next connection, and what the broken one
 * swallowed is sent again within its limit. While no connection stands, new requests throw `agent.offline` at once: they may be
 * repeated, and who asks for a page should hear it now rather than after a minute.
 */
export interface AgentLink {
  readonly peer: ChannelPeer;
  request<Asked extends Operation>(operation: Asked, limits: RequestLimits): Promise<ValueOf<Asked["kind"]>>;
  /** Those of the connection that stands now; `undefined` when this agent has none: then files go in pages. Throws `agent.offline`. */
  streams?(): FileStreams | undefined;
}
