import { eventually, freePorts } from "@postern/testing";
import { expect, test } from "vitest";
import { call } from "./testing/http-request.ts";
import { startTestServer } from "./testing/test-server.ts";

test("a server that is up is alive and ready, for everybody", async () => {
  await using server = await startTestServer();

  expect((await server.call("/healthz")).json).toEqual({ status: "alive" });
  expect((await server.call("/readyz")).json).toEqual({ status: "ready" });
});

test("an address that is taken is said plainly, and nothing stays open", async () => {
  await using first = await startTestServer();
  const { host } = new URL(first.url);

  const second = startTestServer({ flags: { listen: host } });

  await expect(second).rejects.toMatchObject({
    code: "setting.invalid",
    message: `Cannot listen on ${host}: another program listens there.`,
  });
});

test("a host that this machine does not have is said plainly", async () => {
  await expect(startTestServer({ flags: { listen: "192.0.2.1:0" } })).rejects.toMatchObject({
    code: "setting.invalid",
    message: expect.stringContaining("no such address"),
  });
});

test("closing ends the streams of browsers, and then nobody is served", async () => {
  const server = await startTestServer();
  const ada = await server.addPerson("ada");
  const response = await fetch(`${server.url}/api/postern/v1/events`, { headers: { authorization: `Bearer ${ada.token}` } });
  const text = response.text();

  await server[Symbol.asyncDispose]();

  expect(await text).toContain('"type":"hello"');
  await expect(call(`${server.url}/healthz`)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("an event that comes while streams are being closed harms nobody", async () => {
  const server = await startTestServer();
  const ada = await server.addPerson("ada");
  const { live, streams } = server.server.services;
  const response = await fetch(`${server.url}/api/postern/v1/events`, { headers: { authorization: `Bearer ${ada.token}` } });
  await eventually("the stream is open", () => streams.openCount === 1);

  streams[Symbol.dispose]();
  live.publish({ userId: ada.userId }, { type: "credentials", workspaceId: null });
  const late = await server.call("/api/postern/v1/events", { token: ada.token });

  expect(await response.text()).not.toContain("credentials");
  expect([late.status, late.json.code]).toEqual([503, "server.closing"]);
  await server[Symbol.asyncDispose]();
});

test("the public address is what clients are told", async () => {
  const [port] = await freePorts(1);
  const address = `127.0.0.1:${String(port)}`;
  await using server = await startTestServer({ flags: { listen: address, "public-url": "https://postern.example.org/" } });
  const ada = await server.addPerson("ada");
  const cookie = await server.signIn(ada);

  const session = await call(`http://${address}/api/postern/v1/session`, { cookie });
  const signOut = await call(`http://${address}/api/postern/v1/session`, { method: "DELETE", cookie, origin: server.url });

  expect(session.json).toMatchObject({ publicUrl: "https://postern.example.org" });
  // Behind a proxy that ends the encryption, the cookie is for encrypted connections all the same.
  expect(signOut.headers["set-cookie"]?.[0]).toMatch(/; Secure/);
});
