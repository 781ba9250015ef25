import { lookup as systemLookup } from "node:dns";
import type { LookupAddress } from "node:dns";
import { request as requestPlain } from "node:http";
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";
import { Agent, request as requestTls } from "node:https";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { createSecureContext, getCACertificates } from "node:tls";
import { AppError } from "@postern/domain";
import { addressProblem } from "./address-rules.ts";
import type { OutboundReach } from "./address-rules.ts";
import { networkFailure } from "./network-failure.ts";

export interface OutboundReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The beginning, as text. */
  readonly body: string;
}

export interface OutboundParts {
  readonly reach: OutboundReach;
  /** PEM of authorities to trust besides those that Node and the machine know. */
  readonly authorities: readonly string[];
  /** Finds all addresses of a host; the system's own when it is left out. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

const maxBodyBytes = 65_536;
const maxHeaderBytes = 16_384;

/**
 * Asks servers whose address a user chose.
 *
 * INVARIANT: the address that is connected to is the one that was checked: names are looked up once, inside the connection. Nothing is
 * followed to another place, so a header that carries a credential goes to the origin that the caller names and to no other.
 */
export class OutboundHttp {
  readonly #parts: OutboundParts;
  #agent: Agent | undefined;

  constructor(parts: OutboundParts) {
    this.#parts = parts;
  }

  /**
   * May be repeated, and run many times at once. At most 64 KiB of the answer are read; a redirect is an answer like any other.
   *
   * @throws outbound.refused for an address that must not be reached. Asking again will not help.
   * @throws outbound.failed when nothing was answered, or not in time: `signal` ends it.
   */
  async get(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<OutboundReply> {
    try {
      return await this.#ask(url, headers, signal);
    } catch (error) {
      throw networkFailure(url, error);
    }
  }

  async #ask(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<OutboundReply> {
    const literal = url.hostname.replace(/^\[|\]$/g, "");
    if (isIP(literal) !== 0) requireAllowed(literal, [literal], this.#parts.reach);
    const response = await respond(this.#open(url, headers, signal));
    const body = await readBody(response);
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  }

  #open(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): ClientRequest {
    const options: RequestOptions = {
      ...{ method: "GET", signal, agent: false, maxHeaderSize: maxHeaderBytes, lookup: this.#lookup },
      // No compression: what is read is bounded, so what it would become must be, too.
      headers: { "user-agent": "Postern", "accept-encoding": "identity", connection: "close", ...headers },
    };
    if (url.protocol === "http:") return requestPlain(url, options);
    this.#agent ??= trustingAgent(this.#parts.authorities);
    return requestTls(url, { ...options, agent: this.#agent });
  }

  readonly #lookup: LookupFunction = (hostname, { all }, answer) => {
    void this.#find(hostname).then((found) => {
      if (!Array.isArray(found)) answer(found, "", 0);
      else if (all === true) answer(null, found);
      else answer(null, found[0]?.address ?? "", found[0]?.family);
    });
  };

  async #find(hostname: string): Promise<LookupAddress[] | Error> {
    try {
      const resolve = this.#parts.resolve ?? resolveBySystem;
      return allowedOf(hostname, await resolve(hostname), this.#parts.reach);
    } catch (error) {
      return error as Error;
    }
  }
}

/** Made once, because reading all authorities takes some tenths of a second. Connections are not kept: each is checked anew. */
function trustingAgent(authorities: readonly string[]): Agent {
  const ca = new Set([...getCACertificates("default"), ...getCACertificates("system"), ...authorities]);
  // SAFETY: said outright, so that no variable of the environment switches it off.
  return new Agent({
    secureContext: createSecureContext({ ca: [...ca] }),
    rejectUnauthorized: true,
    keepAlive: false,
    maxCachedSessions: 0,
  });
}

function requireAllowed(hostname: string, addresses: readonly string[], reach: OutboundReach): void {
  const found = allowedOf(
    hostname,
    addresses.map((address) => ({ address, family: isIP(address) })),
    reach,
  );
  if (found instanceof AppError) throw found;
}

function allowedOf(hostname: string, found: readonly LookupAddress[], reach: OutboundReach): LookupAddress[] | AppError {
  const allowed = found.filter(({ address }) => addressProblem(address, reach) === undefined);
  if (allowed.length > 0) return allowed;
  const address = found[0]?.address ?? "";
  const what = address === hostname ? hostname : `${hostname} (${address})`;
  return new AppError("outbound.refused", `${what} ${addressProblem(address, reach) ?? "has no address"}.`);
}

function resolveBySystem(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });
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
