import { connect } from "node:net";
import { text } from "node:stream/consumers";

import type { ApiAnswer } from "@postern/testing/system";

import type { Evidence } from "./evidence.ts";

export interface WatchedCall {
  readonly body?: unknown;
  /** Sent as it is, instead of a body. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client that keeps everything that it is answered: status line, headers and body. */
export class WatchedApi {
  readonly #url: string;
  readonly #token: string;
  readonly #evidence: Evidence;

  constructor(server: { readonly url: string; readonly token: string }, evidence: Evidence) {
    this.#url = server.url;
    this.#token = server.token;
    this.#evidence = evidence;
  }

  /** One call, given as `METHOD /path`; any status is an answer. */
  async ask(line: string, call: WatchedCall = {}, place?: string): Promise<ApiAnswer> {
    const [method = "", path = ""] = line.split(" ");
    const response = await fetch(`${this.#url}${path}`, { method, ...this.#render(call) });
    const bytes = Buffer.from(await response.arrayBuffer());
    const head = `${String(response.status)} ${response.statusText}\n${JSON.stringify(Object.fromEntries(response.headers))}\n\n`;
    const source = line.split("?")[0]?.slice(0, 40) ?? "";
    this.#evidence.keep(place ?? (response.ok ? "API answers" : "error answers"), source, Buffer.concat([Buffer.from(head), bytes]));
    return { status: response.status, headers: response.headers, body: readBody(response, bytes.toString()) };
  }

  /** As `ask`, of which a success is expected. @throws an Error with the answer. */
  async expect<Body>(line: string, call: WatchedCall = {}, place?: string): Promise<Body> {
    const { status, body } = await this.ask(line, call, place);
    if (status >= 200 && status <= 299) return body as Body;
    throw new Error(`${line} answered ${String(status)}: ${JSON.stringify(body)}`);
  }

  /** Bytes that need be no HTTP at all. Gives what comes back until the server hangs up. */
  async speak(bytes: string): Promise<string> {
    const { hostname, port } = new URL(this.#url);
    const socket = connect(Number(port), hostname);
    socket.end(bytes);
    const answer = await text(socket);
    this.#evidence.keep("error answers", "no HTTP", answer);
    return answer;
  }

  #render({ body, raw, headers }: WatchedCall): RequestInit {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const authorization = `Bearer ${this.#token}`;
    if (sent === undefined) return { headers: { authorization, ...headers } };
    return { headers: { authorization, "content-type": "application/json", ...headers }, body: sent };
  }
}

function readBody(response: Response, answer: string): unknown {
  const isJson = (response.headers.get("content-type") ?? "").includes("application/json");
  return isJson && answer !== "" ? JSON.parse(answer) : answer;
}
