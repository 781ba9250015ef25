import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "@postern/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureSelfSigned } from "../http/self-signed.ts";
import type { TlsFiles } from "../http/self-signed.ts";
import { startConnectProxy } from "../testing/connect-proxy.fixture.ts";
import { startStandIn } from "../testing/stand-in.fixture.ts";
import { OutboundHttp } from "./outbound-http.ts";

const never = new AbortController().signal;
let folder: string;
let tls: TlsFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-proxy-"));
  tls = await ensureSelfSigned(folder, ["git.example.org"], new SystemClock());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const resolveTo = (address: string) => () => Promise.resolve([{ address, family: 4 }]);
const unknown = () => Promise.reject(Object.assign(new Error("not known"), { code: "ENOTFOUND" }));

test("a proxy that is away says nothing of whoever is behind it, and one that wants a login gets it", async () => {
  const away = new OutboundHttp({ reach: "private", authorities: [], proxy: "http://127.0.0.1:1", resolve: unknown });
  await expect(away.get(new URL("https://git.example.org/"), {}, never)).rejects.toMatchObject({ code: "outbound.failed" });

  await using way = await startConnectProxy(undefined);
  const proxy = way.proxy.replace("http://", "http://ada:s%40crate@");
  const http = new OutboundHttp({ reach: "private", authorities: [], proxy, resolve: unknown });
  await expect(http.get(new URL("https://git.example.org/"), {}, never)).rejects.toMatchObject({ code: "outbound.failed" });

  expect(way.logins).toEqual([`Basic ${Buffer.from("ada:s@crate").toString("base64")}`]);
});

test.each([
  ["a public one", resolveTo("140.82.121.3")],
  ["one whose name only the proxy knows", unknown],
])("%s is asked through the proxy, and its certificate is looked at all the same", async (_what, resolve) => {
  await using server = await startStandIn(() => ({ status: 200, body: "far away" }), tls);
  await using way = await startConnectProxy(server);
  const trusting = new OutboundHttp({ reach: "public", authorities: [tls.authority ?? ""], proxy: way.proxy, resolve });
  const doubting = new OutboundHttp({ reach: "public", authorities: [], proxy: way.proxy, resolve });
  const url = new URL("https://git.example.org/x");

  expect(await trusting.get(url, { authorization: "Basic x" }, never)).toMatchObject({ status: 200, body: "far away" });
  await expect(doubting.get(url, { authorization: "Basic x" }, never)).rejects.toMatchObject({
    message: expect.stringContaining("git.example.org is not reached: its certificate is signed by nobody"),
  });

  await expect.poll(() => way.sockets.size).toBe(0);
  expect(way.connected).toEqual(["git.example.org:443", "git.example.org:443"]);
  expect(server.heard).toEqual([{ path: "/x", authorization: "Basic x" }]);
});

test("one of a private network is asked straight", async () => {
  await using server = await startStandIn(() => ({ status: 200, body: "near" }));
  await using way = await startConnectProxy(undefined);
  const http = new OutboundHttp({ reach: "local", authorities: [], proxy: way.proxy, resolve: resolveTo("127.0.0.1") });

  expect(await http.get(new URL(`http://git.internal:${String(server.port)}/`), {}, never)).toMatchObject({ body: "near" });
  expect(way.connected).toEqual([]);
});

test("what must not be reached is not reached through the proxy either", async () => {
  await using way = await startConnectProxy(undefined);
  const http = (address: string) => new OutboundHttp({ reach: "private", authorities: [], proxy: way.proxy, resolve: resolveTo(address) });

  for (const [url, address] of [
    ["https://169.254.169.254/", ""],
    ["https://[fd00:ec2::254]/", ""],
    ["https://127.0.0.1/", ""],
    ["https://meta.example.org/", "169.254.169.254"],
    ["https://self.example.org/", "127.0.0.1"],
  ] as const) {
    await expect(http(address).get(new URL(url), {}, never)).rejects.toMatchObject({ code: "outbound.refused" });
  }
  expect(way.connected).toEqual([]);
});

test("a proxy that does not want to says so", async () => {
  await using way = await startConnectProxy(undefined);
  const http = new OutboundHttp({ reach: "private", authorities: [], proxy: way.proxy, resolve: unknown });

  await expect(http.get(new URL("https://git.example.org/"), {}, never)).rejects.toMatchObject({
    ...{ code: "outbound.failed", message: "git.example.org is not reached through the proxy: it answers 403." },
  });
});
