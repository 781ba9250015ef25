import type { IncomingHttpHeaders } from "node:http";

import { limits } from "@postern/agent-protocol";
import type { Clock } from "@postern/domain";
import { WebSocket } from "ws";

import type { Proxy } from "../proxy.ts";
import type { Ending } from "./ending.ts";

const openDeadlineMs = 20_000;

export interface DialParts {
  readonly connectUrl: string;
  readonly accessToken: string;
  readonly trust: readonly string[] | undefined;
  /** On the way. Only the packed executable can use one. */
  readonly proxy?: Proxy | undefined;
  readonly clock: Clock;
}

/** An open socket, or why there is none. Never rejects. */
export type DialOutcome = { readonly socket: WebSocket } | { readonly ending: Ending };

/**
 * Dials once. Redirects are not followed: the token goes only to the host that a person named.
 *
 * Uses only what the `ws` package and the stand-in that replaces it inside the packed executable have in common.
 */
export async function dial(parts: DialParts, signal: AbortSignal): Promise<DialOutcome> {
  const socket = new WebSocket(parts.connectUrl, {
    headers: { authorization: `Bearer ${parts.accessToken}` },
    perMessageDeflate: false,
    maxPayload: limits.maxFrameBytes,
    ...(parts.trust === undefined ? {} : { ca: [...parts.trust] }),
    // Known to the stand-in alone, which asks the proxy for a tunnel: the encryption reaches from here to the server.
    ...(parts.proxy === undefined ? {} : { proxy: parts.proxy.url }),
  });
  const done = new AbortController();
  const { promise, resolve } = Promise.withResolvers<DialOutcome>();
  socket.once("open", () => resolve({ socket }));
  socket.once("unexpected-response", (_request, response) => resolve({ ending: refusal(response) }));
  // Stays for the life of the socket: an error without a listener would end the process. The close that follows is what counts.
  socket.on("error", (error) => resolve({ ending: { reason: plainReason(error) } }));
  socket.once("close", () => resolve({ ending: { reason: "connection lost" } }));
  signal.addEventListener("abort", () => resolve({ ending: { reason: "told to end" } }), { signal: done.signal });
  void parts.clock.sleep(openDeadlineMs, done.signal).then(() => resolve({ ending: { reason: "the server does not answer" } }));

  const outcome = await promise;
  done.abort();
  if ("ending" in outcome) socket.terminate();
  return outcome;
}

function refusal(response: { readonly statusCode?: number | undefined; readonly headers: IncomingHttpHeaders }): Ending {
  const status = response.statusCode ?? 0;
  const seconds = Number(response.headers["retry-after"]);
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.min(seconds, 600) * 1_000 } : {};
  return { reason: `the server answered ${String(status)}`, status, ...retryAfter };
}

/** The only place that reads what network and TLS errors are called. */
function plainReason(error: Error & { readonly code?: string }): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: "connection refused",
    ECONNRESET: "connection reset",
    EHOSTUNREACH: "no route to the host",
    ENETUNREACH: "no route to the network",
    ENOTFOUND: "host name not found",
    EAI_AGAIN: "host name not found now",
    ETIMEDOUT: "connection timed out",
    DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed; name its file with --ca",
    SELF_SIGNED_CERT_IN_CHAIN: "the certificate comes from an authority unknown here; name its file with --ca",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate comes from an authority unknown here; name its file with --ca",
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the certificate comes from an authority unknown here; name its file with --ca",
    CERT_HAS_EXPIRED: "the certificate has expired",
    ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host name",
  };
  const ofProxy = /Proxy (?:connection failed|authentication required): (?<said>[^\n]{1,100})/.exec(error.message)?.groups?.["said"];
  if (ofProxy !== undefined) return `the proxy refuses: ${ofProxy}`;
  return known[error.code ?? ""] ?? error.message.slice(0, 200);
}
