import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A server that answers as another product does. */
export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Method, path and authorization of everything that came, in order. */
  readonly heard: readonly HeardRequest[];
}

export interface HeardRequest {
  readonly path: string;
  readonly authorization: string | undefined;
}

export interface StandInAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | object;
}

/** `undefined` leaves whoever asks without an answer. */
export type Answer = (request: HeardRequest) => StandInAnswer | undefined;

/** Listens on a free port of loopback, with TLS where a certificate is given. */
export async function startStandIn(answer: Answer, tls?: { readonly key: string; readonly cert: string }): Promise<StandIn> {
  const heard: HeardRequest[] = [];
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const asked = { path: request.url ?? "", authorization: request.headers.authorization };
    heard.push(asked);
    const reply = answer(asked);
    if (reply !== undefined) send(response, reply);
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${String(port)}`, port, heard },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, { status, headers = {}, body = "" }: StandInAnswer): void {
  const type = typeof body === "string" ? {} : { "content-type": "application/json; charset=utf-8" };
  response.writeHead(status, { ...type, ...headers }).end(typeof body === "string" ? body : JSON.stringify(body));
}

/** What `Authorization: Basic` says. */
export function basicOf(authorization: string | undefined): string | undefined {
  const [, text] = /^Basic (.+)$/.exec(authorization ?? "") ?? [];
  return text === undefined ? undefined : Buffer.from(text, "base64").toString("utf8");
}
