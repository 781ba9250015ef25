import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@postern/testing";
import { expect, onTestFinished, test } from "vitest";
import { startTestServer } from "../testing/test-server.ts";
import { call } from "../testing/http-request.ts";
import { ensureSelfSigned } from "./self-signed.ts";

const dayMs = 86_400_000;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-tls-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "tls");
}

test("who trusts the authority trusts the server, by name and by address; nobody else does", async () => {
  await using server = await startTestServer({ flags: { tls: "self-signed" } });
  const ca = await readFile(server.server.authorityPath ?? "", "utf8");
  const { port } = new URL(server.url);

  const byAddress = await server.call("/api/service-info", { ca });
  const byName = await call(`https://localhost:${port}/healthz`, { ca });

  expect(server.url).toMatch(/^https:/);
  expect([byAddress.status, byName.status]).toEqual([200, 200]);
  await expect(server.call("/healthz")).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) });
});

test("the session cookie of an encrypted server never travels in clear", async () => {
  await using server = await startTestServer({ flags: { tls: "self-signed" } });
  const ada = await server.addPerson("ada");
  const ca = await readFile(server.server.authorityPath ?? "", "utf8");
  const body = { email: ada.email, password: "correct horse battery" };

  const answer = await server.call("/api/postern/v1/session", { method: "POST", body, ca });
  const cookie = answer.headers["set-cookie"]?.[0] ?? "";
  const byPlainPage = await server.call("/api/tokens", {
    method: "POST",
    body: { name: "x" },
    ca,
    cookie: cookie.split(";")[0] ?? "",
    origin: server.url.replace("https:", "http:"),
  });

  expect(cookie).toMatch(/; Secure/);
  expect([byPlainPage.status, byPlainPage.json.code]).toEqual([403, "request.foreign_origin"]);
});

test("keys are for one account only, and the certificates are of the form that strict clients ask for", async () => {
  const folder = await newFolder();
  const files = await ensureSelfSigned(folder, ["postern.example.org"], new ManualClock(Date.now()));
  const modes = await Promise.all(["ca.key.pem", "server.key.pem"].map(async (name) => (await stat(join(folder, name))).mode & 0o777));

  const [authority, server] = [new X509Certificate(files.authority ?? ""), new X509Certificate(files.cert)];

  expect(modes).toEqual([0o600, 0o600]);
  expect(authority.ca).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIssued(authority)).toBe(true);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.checkHost("postern.example.org")).toBe("postern.example.org");
  expect(server.checkIP("::1")).toBeDefined();
  expect(server.checkHost("example.org")).toBeUndefined();
  expect(server.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
});

test("a second start reuses both; a new host gets a new certificate of the same authority", async () => {
  const folder = await newFolder();
  const clock = new ManualClock(Date.now());
  const first = await ensureSelfSigned(folder, ["one.example.org", "::1"], clock);

  const second = await ensureSelfSigned(folder, ["one.example.org", "::1"], clock);
  const third = await ensureSelfSigned(folder, ["two.example.org"], clock);

  expect(second).toEqual(first);
  expect(third.cert).not.toBe(first.cert);
  expect(third.authority).toBe(first.authority);
  expect(new X509Certificate(third.cert).checkHost("two.example.org")).toBe("two.example.org");
});

test("a certificate is renewed a month before its end", async () => {
  const folder = await newFolder();
  const clock = new ManualClock(Date.now());
  const first = await ensureSelfSigned(folder, [], clock);

  clock.advance(359 * dayMs);
  const early = await ensureSelfSigned(folder, [], clock);
  clock.advance(2 * dayMs);
  const late = await ensureSelfSigned(folder, [], clock);

  expect(early.cert).toBe(first.cert);
  expect(late.cert).not.toBe(first.cert);
});

test("a damaged server certificate is made anew; a damaged authority is refused with the cure", async () => {
  const folder = await newFolder();
  const clock = new ManualClock(Date.now());
  const first = await ensureSelfSigned(folder, [], clock);
  await writeFile(join(folder, "server.pem"), "damaged");

  const second = await ensureSelfSigned(folder, [], clock);
  await writeFile(join(folder, "ca.pem"), "damaged");

  expect(second.authority).toBe(first.authority);
  await expect(ensureSelfSigned(folder, [], clock)).rejects.toMatchObject({
    code: "setting.invalid",
    message: expect.stringContaining("ca.pem"),
  });
});

test("files that are missing or no pair are refused by name", async () => {
  const folder = await newFolder();
  const files = await ensureSelfSigned(folder, [], new ManualClock(Date.now()));
  const pathOf = (name: string) => join(folder, name);

  const start = (cert: string, key: string) => startTestServer({ flags: { tls: `${pathOf(cert)},${pathOf(key)}` } });

  const missing: unknown = await start("none.pem", "server.key.pem").catch((error: unknown) => error);
  const noPair: unknown = await start("server.pem", "ca.key.pem").catch((error: unknown) => error);
  await using good = await start("server.pem", "server.key.pem");

  expect(missing).toMatchObject({ code: "setting.invalid", message: expect.stringContaining("none.pem") });
  expect(noPair).toMatchObject({ code: "setting.invalid", message: expect.stringContaining("do not work together") });
  expect((await good.call("/healthz", { ca: files.authority ?? "" })).status).toBe(200);
});
