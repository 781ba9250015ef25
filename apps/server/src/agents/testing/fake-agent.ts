import { decodeServerMessage } from "@postern/agent-protocol";
import type { Hello, RequestMessage, ServerMessage, Welcome } from "@postern/agent-protocol";
import { WebSocket } from "ws";

import { until } from "./test-gateway.ts";

export const plainHello: Hello = {
  type: "hello",
  versions: [2],
  agentVersion: "0.0.0-fake",
  instanceId: "instance-1",
  connectionId: "cluster",
  userName: "ada",
  hostName: "login1",
  workDir: "/work",
  programs: ["sbatch"],
  isYielding: false,
  // Of the first version, unless a test says otherwise.
  capabilities: [],
};

/** An agent's end of a socket that does only what the test tells it to. */
export interface FakeAgent extends AsyncDisposable {
  readonly socket: WebSocket;
  readonly received: readonly ServerMessage[];
  readonly requests: readonly RequestMessage[];
  send(message: object): void;
  /** Close code, once the server closed. */
  untilClosed(): Promise<number>;
  untilWelcomed(): Promise<Welcome>;
  untilRequested(count?: number): Promise<RequestMessage>;
}

/** Dials with a token; says nothing yet. */
export async function dialFake(url: string, token = "ada"): Promise<FakeAgent> {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
  const received: ServerMessage[] = [];
  const requests: RequestMessage[] = [];
  let closeCode: number | undefined;
  socket.on("message", (data: Buffer, isBinary) => {
    // Frames of streams, which tests look at elsewhere.
    if (isBinary) return;
    const message = decodeServerMessage(data.toString());
    received.push(message);
    if (message.type === "request") requests.push(message);
  });
  socket.on("close", (code) => {
    closeCode = code;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => undefined);
  return {
    socket,
    received,
    requests,
    send: (message) => {
      socket.send(JSON.stringify(message));
    },
    untilClosed: () => until(() => closeCode),
    untilWelcomed: () => until(() => received.find((message) => message.type === "welcome")),
    untilRequested: (count = 1) => until(() => requests[count - 1]),
    [Symbol.asyncDispose]: () => {
      socket.terminate();
      return Promise.resolve();
    },
  };
}

/** Dials, says hello and waits for the welcome. */
export async function connectFake(
  url: string,
  hello: Partial<Hello> = {},
  token = "ada",
): Promise<FakeAgent & { readonly welcome: Welcome }> {
  const agent = await dialFake(url, token);
  agent.send({ ...plainHello, ...hello });
  return { ...agent, welcome: await agent.untilWelcomed() };
}
