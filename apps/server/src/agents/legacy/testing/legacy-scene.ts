import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { createServer } from "node:https";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { LiveAgent } from "../../ports.ts";
import { SystemClock } from "@postern/runtime/clock";
import { startLegacyAgent } from "@postern/testing";

import { ensureSelfSigned } from "../../../http/self-signed.ts";
import { startTestGateway } from "../../testing/test-gateway.ts";
import type { TestGateway, TestGatewayOptions } from "../../testing/test-gateway.ts";

export type LegacyAgent = Awaited<ReturnType<typeof startLegacyAgent>>;

/** A gateway behind TLS, with the two questions that the incumbent's agent asks before it dials. */
export interface LegacyScene extends AsyncDisposable {
  readonly server: TestGateway;
  readonly workDir: string;
  /** Where the agents' commands keep what lasts a moment. */
  readonly temporaryFolder: string;
  /** What `/user` answers. */
  userStatus: number;
  /** The double of tw-agent 0.5.5, which trusts the server's authority. */
  startAgent(options?: { readonly connectionId?: string; readonly token?: string; readonly workDir?: string }): Promise<LegacyAgent>;
  untilServing(connectionId?: string): Promise<LiveAgent>;
}

export async function startLegacyScene(options: Omit<TestGatewayOptions, "server"> = {}): Promise<LegacyScene> {
  await using opening = new AsyncDisposableStack();
  const folder = await realpath(await mkdtemp(join(tmpdir(), "postern-legacy-")));
  opening.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const workDir = join(folder, "wörk");
  const temporaryFolder = join(folder, "tmp");
  await Promise.all([mkdir(workDir), mkdir(temporaryFolder)]);
  const tls = await ensureSelfSigned(join(folder, "tls"), [], new SystemClock());
  const scene = { userStatus: 200 };
  const http = createServer({ key: tls.key, cert: tls.cert }, ({ url }: IncomingMessage, response) => {
    response.statusCode = url === "/api/user" ? scene.userStatus : 200;
    response.end(JSON.stringify({ serviceInfo: { apiVersion: "1.57.0" } }));
  });
  const server = opening.use(await startTestGateway({ ...options, server: http }));
  const agents = opening.use(new AsyncDisposableStack());
  const closing = opening.move();
  const url = `https://localhost:${String(server.port)}/api`;
  const authority = tls.authorityPath === undefined ? {} : { authorityPath: tls.authorityPath };
  return Object.assign(scene, {
    server,
    workDir,
    temporaryFolder,
    startAgent: async ({ connectionId = "cluster", token = "ada", workDir: own = workDir } = {}) =>
      agents.use(await startLegacyAgent({ connectionId, url, token, workDir: own, ...authority, env: { TMPDIR: temporaryFolder } })),
    untilServing: (connectionId = "cluster") => server.untilOnline(connectionId),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  });
}
