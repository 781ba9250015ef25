import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureSelfSigned } from "../http/self-signed.ts";
import type { TlsFiles } from "../http/self-signed.ts";
import { startStandIn } from "../testing/stand-in.fixture.ts";
import { OutboundHttp } from "./outbound-http.ts";
import type { OutboundReach } from "./address-rules.ts";

let folder: string;
let tls: TlsFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-outbound-"));
  tls = await ensureSelfSigned(folder, [], new SystemClock());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const http = (reach: OutboundReach = "local", rest: Partial<ConstructorParameters<typeof OutboundHttp>[0]> = {}): OutboundHttp =>
  new OutboundHttp({ reach, authorities: [], ...rest });

test("an answer comes with its status, its headers and its text", async () => {
  await using server = await startStandIn(() => ({ status: 418, headers: { "x-kind": "pot" }, body: "short and stout" }));

  const reply = await http().get(new URL("/tea", server.url), { authorization: "Basic x" }, never);

  expect(reply).toMatchObject({ status: 418, headers: { "x-kind": "pot" }, body: "short and stout" });
  expect(server.heard).toEqual([{ path: "/tea", authorization: "Basic x" }]);
});

test("a redirect is an answer, and the header goes nowhere else", async () => {
  await using other = await startStandIn(() => ({ status: 200 }));
  await using server = await startStandIn(() => ({ status: 302, headers: { location: `${other.url}/login` } }));

  const reply = await http().get(new URL(server.url), { authorization: "Basic x" }, never);

  expect(reply.status).toBe(302);
  expect(other.heard).toEqual([]);
});

test("an answer without end is read up to its limit, and then let go of", async () => {
  await using server = await startStandIn(() => ({ status: 200, body: "x".repeat(5_000_000) }));

  const reply = await http().get(new URL(server.url), {}, never);

  expect(reply.body).toHaveLength(65_536);
});

test("headers without end are refused", async () => {
  await using server = await startStandIn(() => ({ status: 200, headers: { "x-long": "x".repeat(40_000) } }));

  await expect(http().get(new URL(server.url), {}, never)).rejects.toMatchObject({
    code: "outbound.failed",
    message: expect.stringContaining("its answer is too long"),
  });
});

test("whoever waits can give up, and is told of an answer that did not come", async () => {
  await using server = await startStandIn(() => undefined);
  const enough = new AbortController();
  const asking = http().get(new URL(server.url), {}, enough.signal);
  await expect.poll(() => server.heard.length).toBe(1);

  enough.abort();

  await expect(asking).rejects.toMatchObject({ code: "outbound.failed", message: expect.stringContaining("did not answer in time") });
});

test.each(["public", "private"] as const)("the server's own machine is not reached from %s, by number or by name", async (reach) => {
  await using server = await startStandIn(() => ({ status: 200 }));
  const urls = [
    server.url,
    `http://localhost:${String(server.port)}`,
    `http://[::ffff:7f00:1]:${String(server.port)}`,
    `http://2130706433:${String(server.port)}`,
  ];

  for (const url of urls) {
    await expect(http(reach).get(new URL(url), {}, never)).rejects.toMatchObject({ code: "outbound.refused" });
  }
  expect(server.heard).toEqual([]);
});

test("a name that leads to a metadata service is not connected to, even where the server's own machine is allowed", async () => {
  const resolve = () => Promise.resolve([{ address: "169.254.169.254", family: 4 }]);

  const asking = http("local", { resolve }).get(new URL("http://git.example.org/"), {}, never);

  await expect(asking).rejects.toMatchObject({
    code: "outbound.refused",
    message: expect.stringContaining("git.example.org (169.254.169.254) is a link-local, metadata"),
  });
});

test("a name is looked up once, and what was checked is what is connected to", async () => {
  await using server = await startStandIn(() => ({ status: 200, body: "mine" }));
  let asked = 0;
  // The second answer would lead to a place that is refused: nobody may ask for it.
  const resolve = () => Promise.resolve([{ address: ++asked === 1 ? "127.0.0.1" : "169.254.169.254", family: 4 }]);

  const reply = await http("local", { resolve }).get(new URL(`http://rebinding.example:${String(server.port)}/`), {}, never);

  expect(reply.body).toBe("mine");
  expect(asked).toBe(1);
});

test("of several addresses those that are allowed are used", async () => {
  await using server = await startStandIn(() => ({ status: 200 }));
  const resolve = () =>
    Promise.resolve([
      { address: "169.254.169.254", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ]);

  const reply = await http("local", { resolve }).get(new URL(`http://both.example:${String(server.port)}/`), {}, never);

  expect(reply.status).toBe(200);
});

test("a certificate of nobody whom we trust ends the connection before anything is said", async () => {
  await using server = await startStandIn(() => ({ status: 200 }), tls);

  await expect(http().get(new URL(server.url), { authorization: "Basic x" }, never)).rejects.toMatchObject({
    code: "outbound.failed",
    message: expect.stringContaining("whom Postern trusts"),
  });
  expect(server.heard).toEqual([]);
});

test("an authority that is given is trusted", async () => {
  await using server = await startStandIn(() => ({ status: 200 }), tls);

  const reply = await http("local", { authorities: [tls.authority ?? ""] }).get(new URL(server.url), {}, never);

  expect(reply.status).toBe(200);
});

test("a certificate for another name is refused, though its authority is trusted", async () => {
  await using server = await startStandIn(() => ({ status: 200 }), tls);
  const resolve = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
  const own = http("local", { authorities: [tls.authority ?? ""], resolve });

  await expect(own.get(new URL(`https://other.example:${String(server.port)}/`), {}, never)).rejects.toMatchObject({
    message: expect.stringContaining("its certificate is for another name"),
  });
});

test.each([
  ["http://no-such-name.invalid/", "no-such-name.invalid is not reached: its name "],
  ["http://127.0.0.1:1/", "127.0.0.1:1 is not reached: it refuses the connection."],
])("that %s is not there is said in words", async (url, words) => {
  await expect(http().get(new URL(url), {}, never)).rejects.toMatchObject({
    code: "outbound.failed",
    message: expect.stringContaining(words),
  });
});

test("a header that cannot be sent is not quoted", async () => {
  const asking = http().get(new URL("http://127.0.0.1:1/"), { authorization: "Bearer hunter2\nhunter2" }, never);

  const error: unknown = await asking.catch((thrown: unknown) => thrown);

  if (!isAppError(error, "outbound.failed")) throw error;
  expect(error.message).toContain("characters that cannot be sent");
  expect(JSON.stringify([error.message, error.detail, String(error.cause)])).not.toContain("hunter2");
});
