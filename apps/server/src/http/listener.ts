import { readFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { join } from "node:path";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { ServerSettings } from "../server-settings.ts";
import type { TlsFiles } from "./self-signed.ts";

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
  if (tls === undefined) return { isSecure: false, tls, create: (handler) => createHttpServer(handler) };
  return { isSecure: true, tls, create: (handler) => createHttpsServer({ key: tls.key, cert: tls.cert }, handler) };
}

async function readTls({ tls, dataDir, host, publicUrl }: ServerSettings, clock: Clock): Promise<TlsFiles | undefined> {
  switch (tls.kind) {
    case "off":
      return undefined;
    case "self-signed": {
      // Loaded when asked for: it is the largest library of the server, and most installations never use it.
      const { ensureSelfSigned } = await import("./self-signed.ts");
      const hosts = [host, ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])];
      return ensureSelfSigned(join(dataDir, "tls"), hosts.filter(isNameable), clock);
    }
    case "files": {
      const [key, cert] = await Promise.all([readPem(tls.keyPath), readPem(tls.certPath)]);
      return { key, cert, authority: undefined, authorityPath: undefined };
    }
  }
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
