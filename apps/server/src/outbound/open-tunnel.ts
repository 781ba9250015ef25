import { request } from "node:http";
import { isIP } from "node:net";
import { connect } from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";
import type { Duplex } from "node:stream";
import { AppError } from "@postern/domain";

export interface Tunnel {
  readonly socket: Duplex;
  /** Speaks TLS with the host at its end. The certificate must be for that host, whoever the proxy is. */
  secure(): TLSSocket;
}

export interface TunnelParts {
  readonly proxy: URL;
  readonly trust: () => SecureContext;
}

/** Has a proxy connect to the host of an address. Whoever opened it destroys the socket. @throws outbound.failed when the proxy does not want to. */
export async function openTunnel(url: URL, { proxy, trust }: TunnelParts, signal: AbortSignal): Promise<Tunnel> {
  const target = `${url.hostname}:${url.port === "" ? "443" : url.port}`;
  const { status, socket } = await connectThrough(proxy, target, signal);
  if (status !== 200) {
    socket.destroy();
    throw new AppError("outbound.failed", `${url.host} is not reached through the proxy: it answers ${String(status)}.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const name = isIP(host) === 0 ? { servername: host } : {};
  return { socket, secure: () => connect({ socket, host, ...name, secureContext: trust(), rejectUnauthorized: true }) };
}

function connectThrough(proxy: URL, target: string, signal: AbortSignal): Promise<{ readonly status: number; readonly socket: Duplex }> {
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization = login === ":" ? {} : { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` };
  return new Promise((resolve, reject) => {
    const asking = request({
      ...{ host: proxy.hostname.replace(/^\[|\]$/g, ""), port: proxy.port, method: "CONNECT", path: target },
      ...{ headers: { host: target, ...authorization }, agent: false, signal },
    });
    asking.once("connect", (response, socket) => resolve({ status: response.statusCode ?? 0, socket }));
    asking.once("error", reject);
    asking.end();
  });
}
