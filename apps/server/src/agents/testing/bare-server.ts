import type { AddressInfo } from "node:net";

import { decodeAgentMessage, encodeMessage } from "@postern/agent-protocol";
import type { AgentMessage, Welcome } from "@postern/agent-protocol";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import { until } from "./test-gateway.ts";

export const plainWelcome: Welcome = {
  type: "welcome",
  version: 2,
  fence: 1,
  heartbeatMs: 20_000,
  deadlineMs: 60_000,
  serverVersion: "0.0.0-bare",
  capabilities: [],
  awaited: [],
};

/** A server's end that sends what the test sends, in the form in which it sends it. */
export interface BareServer extends AsyncDisposable {
  /** What a person gives to an agent. */
  readonly url: string;
  readonly received: readonly AgentMessage[];
  /** The connection of that number, from 1. */
  untilConnected(count: number): Promise<WebSocket>;
  untilReceived(type: AgentMessage["type"], count?: number): Promise<AgentMessage>;
}

export async function startBareServer(): Promise<BareServer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  const sockets: WebSocket[] = [];
  const received: AgentMessage[] = [];
  server.on("connection", (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("message", (data: Buffer) => {
      const message = decodeAgentMessage(data.toString());
      received.push(message);
      if (message.type === "heartbeat") socket.send(encodeMessage({ type: "heartbeat-ack", seq: message.seq }));
    });
  });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/api`,
    received,
    untilConnected: (count) => until(() => sockets[count - 1]),
    untilReceived: (type, count = 1) => until(() => received.filter((message) => message.type === type)[count - 1]),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The slowest way that the protocol below allows: one byte in each frame. */
export function sendByteByByte(socket: WebSocket, text: string): void {
  const bytes = Buffer.from(text);
  for (const [index] of bytes.entries()) {
    socket.send(bytes.subarray(index, index + 1), { binary: false, fin: index === bytes.length - 1 });
  }
}
