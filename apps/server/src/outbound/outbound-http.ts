import { request as requestPlain } from "node:http";
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";
import { request as requestTls } from "node:https";
import { networkFailure } from "./network-failure.ts";
import { Ways } from "./ways.ts";
import type { Way, WayParts } from "./ways.ts";

export interface OutboundReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The beginning, as text. */
  readonly body: string;
}

const maxBodyBytes = 65_536;
const maxHeaderBytes = 16_384;

/**
 * Asks servers whose address a user chose.
 *
 * INVARIANT: the address that is connected to is the one that was checked: names are looked up inside the connection. Where a proxy
 * connects for us, it decides, and it is not asked for what is known here to be near. Nothing is followed to another place, so a header
 * that carries a credential goes to the origin that the caller names and to no other.
 */
export class OutboundHttp {
  readonly #ways: Ways;

  constructor(parts: WayParts) {
    this.#ways = new Ways(parts);
  }

  /**
   * May be repeated, and run many times at once. At most 64 KiB of the answer are read; a redirect is an answer like any other.
   *
   * @throws outbound.refused for an address that must not be reached. Asking again will not help.
   * @throws outbound.failed when nothing was answered, or not in time: `signal` ends it.
   */
  async get(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<OutboundReply> {
    try {
      using way = await this.#ways.find(url, signal);
      return await ask(url, { way, headers, signal });
    } catch (error) {
      throw networkFailure(url, error);
    }
  }
}

interface Asked {
  readonly way: Way;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

async function ask(url: URL, asked: Asked): Promise<OutboundReply> {
  const response = await respond(open(url, asked));
  return { status: response.statusCode ?? 0, headers: response.headers, body: await readBody(response) };
}

function open(url: URL, { way, headers, signal }: Asked): ClientRequest {
  const options: RequestOptions = {
    ...{ method: "GET", signal, maxHeaderSize: maxHeaderBytes, ...way.options },
    // No compression: what is read is bounded, so what it would become must be, too.
    headers: { "user-agent": "Postern", "accept-encoding": "identity", connection: "close", ...headers },
  };
  return url.protocol === "http:" ? requestPlain(url, options) : requestTls(url, options);
}

function respond(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
    request.end();
  });
}

/** Reads at most the limit, and then lets go of the connection: the other side may send for ever. */
async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, maxBodyBytes - size));
    size += chunk.byteLength;
    if (size >= maxBodyBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
