import { readFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { ServerSettings } from "../server-settings.ts";
import type { TlsFiles } from "./self-signed.ts";

/** A request must be here in whole within this time; telemetry bodies come over slow lines. */
const requestTimeoutMs = 120_000;
/** Longer than the idle time of common proxies, so that they never meet a connection that we just closed. */
const keepAliveTimeoutMs = 75_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** How the server listens: plain, or with which certificate. */
export interface Listener {
  readonly isSecure: boolean;
  readonly tls: TlsFiles | undefined;
  create(handler: Handler): Server;
}

/** Reads or makes what TLS needs. @throws setting.invalid when a certificate file cannot be read. */
export async function prepareListener(settings: ServerSettings, clock: Clock): Promise<Listener> {
  const tls = await readTls(settings, clock);
  const times = { requestTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs };
  if (tls === undefined) return { isSecure: false, tls, create: (handler) => createHttpServer(times, handler) };
  const { key, cert } = tls;
  refuseBadPair(settings.tls, { key, cert });
  return { isSecure: true, tls, create: (handler) => createHttpsServer({ ...times, key, cert }, handler) };
}

/** What a failed `listen` means to the person who started the server; the error itself when it is not about the address. */
export function toListenError(error: unknown, address: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const why = typeof code === "string" ? listenProblems[code] : undefined;
  if (why === undefined) return error;
  return new AppError("setting.invalid", `Cannot listen on ${address}: ${why}.`, { fields: ["listen"], cause: error });
}

const listenProblems: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "the account may not use this port",
  ENOTFOUND: "the host name is not known",
};

function refuseBadPair(mode: ServerSettings["tls"], pair: { readonly key: string; readonly cert: string }): void {
  try {
    createSecureContext(pair);
  } catch (error) {
    const which = mode.kind === "files" ? ` ${mode.certPath} and ${mode.keyPath}` : "";
    throw new AppError("setting.invalid", `The TLS certificate and key${which} do not work together.`, { fields: ["tls"], cause: error });
  }
}

async function readTls({ tls, dataDir, host, publicUrl }: ServerSettings, clock: Clock): Promise<TlsFiles | undefined> {
  switch (tls.kind) {
    case "off":
      return undefined;
    case "self-signed": {
      // Loaded when asked for: it is the largest library of the server, and most installations never use it.
      const { ensureSelfSigned } = await import("./self-signed.ts");
      const hosts = [host, ...(publicUrl === undefined ? [] : [hostOf(publicUrl)])];
      return ensureSelfSigned(join(dataDir, "tls"), hosts.filter(isNameable), clock);
    }
    case "files": {
      const [key, cert] = await Promise.all([readPem(tls.keyPath), readPem(tls.certPath)]);
      return { key, cert, authority: undefined, authorityPath: undefined };
    }
  }
}

// A URL writes an IPv6 address in brackets, and a certificate does not.
function hostOf(url: string): string {
  return new URL(url).hostname.replaceAll(/[[\]]/g, "");
}

function isNameable(host: string): boolean {
  return host !== "0.0.0.0" && host !== "::";
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new AppError("setting.invalid", `The TLS file ${path} cannot be read.`, { fields: ["tls"], cause: error });
  }
}
