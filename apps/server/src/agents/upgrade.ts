import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { agentConnectPath } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { ErrorKind, Logger } from "@postern/domain";

import type { AdmittedAgent, AuthenticateAgent } from "./ports.ts";

/** Whether an upgrade request is for the agents' path; a doubled slash and a query are tolerated. */
export function isAgentPath(url: string | undefined): boolean {
  const [path = ""] = (url ?? "").split("?");
  return path.replaceAll(/\/{2,}/g, "/") === agentConnectPath;
}

export interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** Who asks, or how to refuse. Never rejects. */
export async function checkUpgrade(
  request: IncomingMessage,
  authenticate: AuthenticateAgent,
  log: Logger,
): Promise<AdmittedAgent | Refusal> {
  try {
    const admitted = await authenticate(request);
    return admitted ?? { status: 401, text: "The access token is unknown or expired." };
  } catch (error) {
    const status = error instanceof AppError ? statusOfKind[error.kind] : undefined;
    if (status === undefined || status >= 500) log.error({ error }, "agent token could not be checked");
    return { status: status ?? 500, text: error instanceof AppError ? error.message : "The server failed." };
  }
}

/** Answers an upgrade request without upgrading, and ends its socket. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = JSON.stringify({ message: refusal.text });
  const retry = refusal.status === 503 || refusal.status === 429 ? ["Retry-After: 5"] : [];
  const challenge = refusal.status === 401 ? ['WWW-Authenticate: Bearer realm="postern"'] : [];
  const lines = [
    `HTTP/1.1 ${String(refusal.status)} ${reasons[refusal.status] ?? "Refused"}`,
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    ...retry,
    ...challenge,
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`, () => {
    // What a client still sends after its refusal is not wanted.
    socket.destroy();
  });
}

const statusOfKind: Partial<Record<ErrorKind, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  limited: 429,
  unavailable: 503,
  timeout: 503,
};

const reasons: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
