import { createHash } from "node:crypto";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestServer } from "../../testing/test-server.ts";
import { AgentDownloads } from "./downloads.ts";

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256));
const sum = createHash("sha256").update(bytes).digest("hex");

let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-downloads-"));
  await writeFile(join(folder, "postern-agent-linux-x86_64"), bytes);
  await writeFile(join(folder, "postern-agent-linux-sparc"), "no target of ours");
  await writeFile(join(folder, "secret"), "s");
  server = await startTestServer({ flags: { "agent-dir": folder } });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test("the executable comes as it is, for everybody", async () => {
  const answer = await server.call("/download/agent/linux-x86_64");

  expect(answer.status).toBe(200);
  expect(answer.bytes.equals(bytes)).toBe(true);
  expect(answer.headers).toMatchObject({
    "content-length": String(bytes.length),
    "content-type": "application/octet-stream",
    "content-disposition": 'attachment; filename="postern-agent"',
  });
});

test("its checksum is right, in the form that sha256sum reads", async () => {
  const answer = await server.call("/download/agent/linux-x86_64.sha256");

  expect(answer.text).toBe(`${sum}  postern-agent\n`);
});

test("its size can be asked for alone", async () => {
  const answer = await server.call("/download/agent/linux-x86_64", { method: "HEAD" });

  expect([answer.status, answer.headers["content-length"], answer.bytes.length]).toEqual([200, String(bytes.length), 0]);
});

test.each([
  "linux-aarch64",
  "linux-sparc",
  "windows",
  "linux-aarch64.sha256",
  "..%2fsecret",
  "%2e%2e%2fsecret",
  "postern-agent-linux-x86_64",
])("%s is not found", async (target) => {
  const answer = await server.call(`/download/agent/${target}`);

  expect([answer.status, answer.json.code]).toEqual([404, "download.not_built"]);
});

test("what can be had is listed with its checksum", async () => {
  const ada = await server.addPerson("ada");

  const answer = await server.call("/api/postern/v1/agent-downloads", { token: ada.token });

  expect(answer.json).toEqual({ downloads: [{ target: "linux-x86_64", sizeBytes: bytes.length, sha256: sum }] });
});

test("a checksum that was written before the file is not believed", async () => {
  const other = await mkdtemp(join(tmpdir(), "postern-downloads-"));
  const path = join(other, "postern-agent-linux-aarch64");
  const written = "0".repeat(64);
  await writeFile(path, bytes);
  await writeFile(`${path}.sha256`, `${written}  postern-agent\n`);

  const fresh = await AgentDownloads.find(other);
  await utimes(`${path}.sha256`, 1, 1);
  const stale = await AgentDownloads.find(other);
  await rm(other, { recursive: true });

  expect(fresh.get("linux-aarch64").sha256).toBe(written);
  expect(stale.get("linux-aarch64").sha256).toBe(sum);
  expect((await AgentDownloads.find(other)).list()).toEqual([]);
});
