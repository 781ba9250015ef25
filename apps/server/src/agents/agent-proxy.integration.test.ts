import { mkdtemp, realpath, rm } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "@postern/runtime";
import { eventually, startAgentProcess } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureSelfSigned } from "../http/self-signed.ts";
import type { TlsFiles } from "../http/self-signed.ts";
import { startConnectProxy } from "../testing/connect-proxy.fixture.ts";
import { startTestGateway } from "./testing/test-gateway.ts";

/** No machine knows it: only the proxy leads there. */
const host = "postern.invalid";
let folder = "";
let tls: TlsFiles;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "postern-agent-proxy-")));
  tls = await ensureSelfSigned(`${folder}/tls`, [host], new SystemClock());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const startServer = () => startTestGateway({ server: createServer(tls) });

// The sources under Node have no way through a proxy; what people run on clusters is the executable.
function startAgent(port: number, env: Readonly<Record<string, string>>) {
  const args = ["cluster", "--url", `https://${host}:${String(port)}`, "--ca", tls.authorityPath ?? "", "--work-dir", folder];
  return startAgentProcess({ build: "packed", token: "ada", args, env });
}

test("an agent that reaches nothing by itself comes through the proxy of its environment, and tells nobody the password of that", async () => {
  await using server = await startServer();
  await using proxy = await startConnectProxy(server);
  const { host: name } = new URL(proxy.proxy);

  await using agent = await startAgent(server.port, { https_proxy: `http://jane:right-secret@${name}` });
  await server.untilOnline("cluster");
  await eventually("it says where it is", () => Promise.resolve(agent.lines.some((line) => line.includes("connected to"))));
  const said = agent.lines.join("\n");

  expect(proxy.connected).toEqual([`${host}:${String(server.port)}`]);
  expect(proxy.logins).toEqual([`Basic ${Buffer.from("jane:right-secret").toString("base64")}`]);
  expect(said).toContain(`(through the proxy ${name})`);
  expect(said).not.toContain("right-secret");
});

test("a proxy that refuses is named with its words, and every other attempt goes without it", async () => {
  await using server = await startServer();
  await using proxy = await startConnectProxy(undefined);
  const { host: name } = new URL(proxy.proxy);

  await using agent = await startAgent(server.port, { HTTPS_PROXY: proxy.proxy });
  await eventually("it has tried again", () => Promise.resolve(proxy.connected.length > 2));

  const lines = agent.lines.join("\n");
  expect(lines).toContain(`the proxy refuses: 403 Forbidden (through the proxy ${name})`);
  expect(lines).toMatch(/host name not found.* \(without the proxy\)/);
  // The same is not said again at each attempt.
  expect(lines.split("403 Forbidden")).toHaveLength(2);
});
