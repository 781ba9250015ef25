import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddr from "@fastify/proxy-addr";

/** For what is answered outside of Fastify, with the function that Fastify itself uses: who may say where a request comes from is one question. */
export function clientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    const own = request.socket.remoteAddress ?? "unknown";
    // A socket that is gone has no address, and nobody can say whose word that would be.
    if (trustedProxies.length === 0 || own === "unknown") return own;
    const named = proxyAddr(request, isTrusted);
    // It is shown and stored: a proxy that passes on what a client made up says nothing.
    return isIP(named) === 0 ? own : named;
  };
}
