import { chooseVersion, closeCodes, commonCapabilities } from "@postern/agent-protocol";
import type { AgentMessage, Hello } from "@postern/agent-protocol";
import { AppError, isAppError, toConnectionId } from "@postern/domain";
import type { AgentId, Clock, Logger, TimeMs } from "@postern/domain";
import type { WebSocket } from "ws";

import { AgentConnection } from "./agent-connection.ts";
import type { AgentRegistry } from "./agent-registry.ts";
import { AgentSocket } from "./agent-socket.ts";
import type { AgentGatewaySettings } from "./gateway-settings.ts";
import type { SocketIntake } from "./intake/socket-intake.ts";
import type { ParkedRequests } from "./parked-requests.ts";
import type { AdmittedAgent, AgentArrival, AgentRecords } from "./ports.ts";
import { RequestTable } from "./request-table.ts";

/** What the history says of one whose arrival was stored, and that came too late all the same. */
export const turnedAway = "it was turned away: a newer connection served by then, or the agent was revoked meanwhile";

export interface ArrivalParts {
  readonly registry: AgentRegistry;
  /** Whether another server holds an agent of this name. */
  readonly isServedElsewhere?: ((agent: Pick<AgentArrival, "userId" | "connectionId">) => Promise<boolean>) | undefined;
  readonly parked: ParkedRequests;
  readonly records: AgentRecords;
  readonly settings: AgentGatewaySettings;
  readonly serverVersion: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly online: (connection: AgentConnection) => void;
  readonly offline: (connection: AgentConnection, reason: string) => void;
  readonly seen: (connection: AgentConnection) => void;
}

export interface Newcomer extends AdmittedAgent {
  readonly socket: WebSocket;
  /** Opened when it is welcomed. */
  readonly intake: Pick<SocketIntake, "open" | "forgive">;
  readonly remoteAddress: string;
}

/** Takes an agent from its open socket to its place in the registry. Never rejects: whatever goes wrong closes the socket. */
export async function receiveAgent(newcomer: Newcomer, parts: ArrivalParts): Promise<void> {
  const over = new AbortController();
  const greeting = Promise.withResolvers<AgentMessage>();
  let count = 0;
  const socket = new AgentSocket(newcomer.socket, parts.settings.maxBufferedBytes, {
    receive: (message) => {
      count += 1;
      if (count > 1) throw new AppError("agent.protocol", "A message before the welcome.");
      greeting.resolve(message);
    },
    ended: () => {
      over.abort("ended");
    },
  });

  const hello = await Promise.race([greeting.promise, parts.clock.sleep(parts.settings.helloDeadlineMs, over.signal)]);
  if (over.signal.aborted) return;
  if (hello === undefined) socket.close(closeCodes.helloLate, "no hello in time");
  else if (hello.type !== "hello") socket.close(closeCodes.protocol, "the first message is not hello");
  else await settle({ hello, socket, newcomer, over: over.signal }, parts);
  // Ends the timer of the hello deadline. With a reason: without one it makes an error each time, with its stack.
  over.abort("greeted");
}

interface Greeted {
  readonly hello: Hello;
  readonly socket: AgentSocket;
  readonly newcomer: Newcomer;
  readonly over: AbortSignal;
}

async function settle(greeted: Greeted, parts: ArrivalParts): Promise<void> {
  const { hello, socket } = greeted;
  const version = chooseVersion(hello.versions);
  if (version === undefined) {
    socket.close(closeCodes.versionUnsupported, "no common protocol version");
    return;
  }
  const arrival = toArrival(greeted, parts.clock.now());
  if (hello.isYielding && (await isServed(arrival, parts))) {
    socket.close(closeCodes.replaced, "a newer connection serves under this name");
    return;
  }
  const record = await recordArrival(arrival, parts);
  if (record === "revoked") socket.close(closeCodes.revoked, "the agent was revoked by its owner");
  else if (record === "too-many") socket.close(closeCodes.tooMany, "its person has more agents than one may");
  else if (record === undefined) socket.close(closeCodes.serverTrouble, "the server cannot store the arrival");
  else welcome(greeted, { ...record, version }, parts);
}

interface Placed {
  readonly arrival: AgentArrival;
  readonly id: AgentId;
  readonly fence: number;
}

/** Whether an agent of this name is connected, here or at another server. */
export async function isServed(
  arrival: Pick<AgentArrival, "userId" | "connectionId">,
  { log, isServedElsewhere, registry }: Pick<ArrivalParts, "log" | "isServedElsewhere" | "registry">,
): Promise<boolean> {
  if (registry.has(arrival)) return true;
  try {
    return (await isServedElsewhere?.(arrival)) ?? false;
  } catch (error) {
    // It is let in then: the newest connection counts anyhow.
    log.warn({ error }, "other servers could not be asked for an agent");
    return false;
  }
}

async function recordArrival(arrival: AgentArrival, parts: ArrivalParts): Promise<Placed | "revoked" | "too-many" | undefined> {
  try {
    return { arrival, ...(await parts.records.connect(arrival)) };
  } catch (error) {
    if (isAppError(error, "agent.revoked")) return "revoked";
    if (isAppError(error, "agent.too_many")) return "too-many";
    // The edge of this task: the agent learns that it must come again, the operator why.
    parts.log.error({ error, connectionId: arrival.connectionId }, "agent arrival could not be stored");
    return undefined;
  }
}

function welcome(greeted: Greeted, placed: Placed & { readonly version: number }, parts: ArrivalParts): void {
  const { socket, hello } = greeted;
  const { fence, id, arrival, version } = placed;
  const { heartbeatMs, deadlineMs } = parts.settings;
  const { at, ...who } = arrival;
  const agent = { ...who, id, fence, programs: hello.programs, connectedAt: at };
  const log = parts.log.child({ agentId: id, connectionId: arrival.connectionId, fence });
  const isStillAllowed = (): Promise<boolean> => greeted.newcomer.isStillAllowed();
  const capabilities = commonCapabilities(hello.capabilities);
  const connection = new AgentConnection({
    ...parts,
    socket,
    intake: greeted.newcomer.intake,
    agent,
    capabilities,
    log,
    isStillAllowed,
    ended: parts.offline,
  });
  // One that has begun to close takes no welcome, and would stay in the registry without anybody who listens for its end.
  if (greeted.over.aborted || !socket.isOpen) {
    // It left while its arrival was stored; only the record knows it.
    parts.offline(connection, "it left while its arrival was stored");
    return;
  }
  // Somebody may have come while its arrival was stored; who yields must not push that one aside.
  const mustYield = hello.isYielding && parts.registry.has(arrival);
  if (mustYield || !parts.registry.enter(connection)) {
    socket.close(closeCodes.replaced, "a newer connection serves under this name");
    parts.offline(connection, turnedAway);
    return;
  }
  // The older connection of the same process has ended by now, whatever its socket looks like.
  const requests = parts.parked.claim(agent) ?? new RequestTable(parts);
  const { awaited } = requests;
  socket.send({ type: "welcome", version, fence, heartbeatMs, deadlineMs, serverVersion: parts.serverVersion, capabilities, awaited });
  greeted.newcomer.intake.open();
  connection.start(requests);
  log.info({ hostName: agent.hostName, userName: agent.userName, agentVersion: agent.agentVersion }, "agent connected");
  parts.online(connection);
}

function toArrival(greeted: Greeted, at: TimeMs): AgentArrival {
  const { hello, newcomer } = greeted;
  return {
    kind: "v2",
    userId: newcomer.userId,
    tokenId: newcomer.tokenId,
    boundTo: newcomer.boundTo,
    connectionId: toConnectionId(hello.connectionId),
    instanceId: hello.instanceId,
    userName: hello.userName,
    hostName: hello.hostName,
    workDir: hello.workDir,
    agentVersion: hello.agentVersion,
    remoteAddress: newcomer.remoteAddress,
    at,
  };
}
