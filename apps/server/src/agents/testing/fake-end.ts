import { WebSocket } from "ws";
import type { ClientOptions } from "ws";

import { until } from "./test-gateway.ts";

/** The agent's end of a socket, in any protocol: it does only what the test tells it to. */
export interface FakeEnd extends AsyncDisposable {
  readonly socket: WebSocket;
  send(message: object): void;
  /** Close code, once the server closed. */
  untilClosed(): Promise<number>;
}

export interface FakeDial {
  readonly url: string;
  readonly token: string;
  readonly options?: ClientOptions;
  /** Each text frame. Binary ones are of streams, which tests look at elsewhere. */
  readonly receive: (text: string) => void;
}

/** Dials with a token; says nothing yet. Rejects with the status of a refusal. */
export async function dialFakeEnd({ url, token, options, receive }: FakeDial): Promise<FakeEnd> {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` }, ...options });
  let closeCode: number | undefined;
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) receive(data.toString());
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
    send: (message) => {
      socket.send(JSON.stringify(message));
    },
    untilClosed: () => until(() => closeCode),
    [Symbol.asyncDispose]: () => {
      socket.terminate();
      return Promise.resolve();
    },
  };
}
