import { createHash } from "node:crypto";

import { legacyCloseCodes } from "@postern/agent-protocol";
import type { LegacyInfo } from "@postern/agent-protocol";
import { isAppError, toConnectionId } from "@postern/domain";
import type { AgentId, Clock, Logger } from "@postern/domain";
import type { WebSocket } from "ws";

import type { AgentRegistry } from "../agent-registry.ts";
import { turnedAway } from "../arrival.ts";
import type { ArrivalParts } from "../arrival.ts";
import type { SocketIntake } from "../intake/socket-intake.ts";
import type { AdmittedAgent, AgentArrival, AgentRecords } from "../ports.ts";
import { askHostName } from "./ask-host-name.ts";
import { CommandExchange } from "./command-exchange.ts";
import type { Refusal } from "../upgrade.ts";
import { LegacyConnection } from "./legacy-connection.ts";
import type { LegacySettings } from "./legacy-settings.ts";
import { LegacySocket } from "./legacy-socket.ts";

export interface LegacyArrivalParts {
  readonly registry: AgentRegistry;
  /** See `ArrivalParts`. */
  readonly isServedElsewhere?: ArrivalParts["isServedElsewhere"];
  readonly records: AgentRecords;
  readonly settings: LegacySettings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly online: (connection: LegacyConnection) => void;
  readonly offline: (connection: LegacyConnection, reason: string) => void;
  readonly seen: (connection: LegacyConnection) => void;
  readonly displaced: () => void;
  /** What whoever dials again under the name is told for a while, before an upgrade. */
  readonly refused: (refusal: Refusal) => void;
}

export interface LegacyNewcomer extends AdmittedAgent {
  readonly socket: WebSocket;
  /** Opened when it serves. */
  readonly intake: Pick<SocketIntake, "open" | "forgive">;
  readonly connectionId: string;
  readonly remoteAddress: string;
}

interface Greeted {
  readonly newcomer: LegacyNewcomer;
  readonly socket: LegacySocket;
  readonly exchange: CommandExchange;
  readonly over: AbortSignal;
}

/** Takes an agent from its open socket to its place in the registry. Never rejects: whatever goes wrong closes the socket. */
export async function receiveLegacyAgent(newcomer: LegacyNewcomer, parts: LegacyArrivalParts): Promise<void> {
  const { clock, settings } = parts;
  const over = new AbortController();
  const greeting = Promise.withResolvers<LegacyInfo>();
  const socket: LegacySocket = new LegacySocket(newcomer.socket, settings.maxBufferedBytes, {
    receive: (message) => {
      if (message.type === "info") greeting.resolve(message);
      else if (message.type === "command-response") exchange.answer(message);
    },
    alive: () => undefined,
    ended: () => {
      over.abort();
      exchange.end();
    },
  });
  const exchange = new CommandExchange({ clock, settings, send: (message) => socket.send(message) });

  // Before it has said who it is, the agent takes no command.
  const info = await Promise.race([greeting.promise, clock.sleep(settings.infoDeadlineMs, over.signal)]);
  if (over.signal.aborted) return;
  if (info === undefined) socket.close(legacyCloseCodes.protocol, "no info in time");
  else await settle({ newcomer, socket, exchange, over: over.signal }, info, parts);
  // Ends the timer of the deadline.
  over.abort();
}

async function settle(greeted: Greeted, info: LegacyInfo, parts: LegacyArrivalParts): Promise<void> {
  const { newcomer, socket, exchange, over } = greeted;
  const hostName = (await askHostName(exchange, parts.clock, info.workDir)) ?? newcomer.remoteAddress;
  if (over.aborted) return;
  const arrival = toArrival(newcomer, { ...info, hostName }, parts);
  const record = await recordArrival(arrival, parts);
  if (record === "revoked") {
    parts.refused({ status: 403, text: "The agent was revoked by its owner." });
    socket.close(legacyCloseCodes.revoked, "the agent was revoked by its owner");
  } else if (record === "too-many") {
    parts.refused({ status: 429, text: "You have more agents than one person may. Forget some that are not needed." });
    socket.close(legacyCloseCodes.revoked, "its person has more agents than one may");
  } else if (record === undefined) socket.close(legacyCloseCodes.serverTrouble, "the server cannot store the arrival");
  else enter(greeted, { arrival, ...record }, parts);
}

interface Placed {
  readonly arrival: AgentArrival;
  readonly id: AgentId;
  readonly fence: number;
}

function enter({ newcomer, socket, exchange, over }: Greeted, { arrival, id, fence }: Placed, parts: LegacyArrivalParts): void {
  const { at, ...who } = arrival;
  const agent = { ...who, id, fence, programs: null, connectedAt: at };
  const log = parts.log.child({ agentId: id, connectionId: arrival.connectionId, fence });
  const isStillAllowed = (): Promise<boolean> => newcomer.isStillAllowed();
  const connection = new LegacyConnection({
    ...parts,
    socket,
    intake: newcomer.intake,
    exchange,
    agent,
    log,
    isStillAllowed,
    ended: parts.offline,
  });
  if (over.aborted) {
    // It left while its arrival was stored; only the record knows it.
    parts.offline(connection, "it left while its arrival was stored");
    return;
  }
  if (!parts.registry.enter(connection)) {
    socket.close(legacyCloseCodes.replaced, "a newer connection serves under this name");
    parts.offline(connection, turnedAway);
    return;
  }
  newcomer.intake.open();
  connection.start();
  log.info({ hostName: agent.hostName, userName: agent.userName, agentVersion: agent.agentVersion }, "agent of the incumbent connected");
  parts.online(connection);
}

async function recordArrival(
  arrival: AgentArrival,
  parts: LegacyArrivalParts,
): Promise<{ readonly id: AgentId; readonly fence: number } | "revoked" | "too-many" | undefined> {
  try {
    return await parts.records.connect(arrival);
  } catch (error) {
    if (isAppError(error, "agent.revoked")) return "revoked";
    if (isAppError(error, "agent.too_many")) return "too-many";
    // The edge of this task: the agent comes again by itself, and the operator learns why.
    parts.log.error({ error, connectionId: arrival.connectionId }, "agent arrival could not be stored");
    return undefined;
  }
}

function toArrival(
  { userId, tokenId, boundTo, connectionId, remoteAddress }: LegacyNewcomer,
  { userName, hostName, workDir, agentVersion }: LegacyInfo & { readonly hostName: string },
  { clock }: LegacyArrivalParts,
): AgentArrival {
  // The agent has no id of its own. Where account, host and folder are the same, so is what can be done through it.
  const instance = createHash("sha256")
    .update(JSON.stringify([userName, hostName, workDir]))
    .digest("hex");
  return {
    kind: "legacy",
    ...{ userId, tokenId, boundTo, remoteAddress, userName, hostName, workDir, agentVersion },
    connectionId: toConnectionId(connectionId),
    instanceId: `legacy-${instance.slice(0, 32)}`,
    at: clock.now(),
  };
}
