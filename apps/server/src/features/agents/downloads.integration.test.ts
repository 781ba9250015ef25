import { createHash } from "node:crypto";
import { mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { serverVersion } from "../../server-version.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestServer } from "../../testing/test-server.ts";
import { AgentDownloads } from "./downloads.ts";

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256));
const sumOf = (content: Buffer): string => createHash("sha256").update(content).digest("hex");
const sum = sumOf(bytes);
const etag = `"${sum}"`;
const path = "/download/agent/linux-x86_64";

let folder: string;
let file: string;
let server: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-downloads-"));
  file = join(folder, "postern-agent-linux-x86_64");
  await writeFile(join(folder, "postern-agent-linux-sparc"), "no target of ours");
  await writeFile(join(folder, "secret"), "s");
  server = await startTestServer({ flags: { "agent-dir": folder } });
});

beforeEach(async () => {
  await exchange(bytes);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** As an upgrade does it: another file under the same name. */
async function exchange(content: Buffer, version: string = serverVersion): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
  await writeFile(`${file}.version`, `${version}\n`);
}

test("the executable comes as it is, for everybody, with its version", async () => {
  const answer = await server.call(path);

  expect(answer.status).toBe(200);
  expect(answer.bytes.equals(bytes)).toBe(true);
  expect(answer.headers).toMatchObject({
    "content-length": String(bytes.length),
    "content-type": "application/octet-stream",
    "content-disposition": 'attachment; filename="postern-agent"',
    "accept-ranges": "bytes",
    "cache-control": "public, no-cache",
    "postern-agent-version": serverVersion,
    etag,
  });
});

test("its checksum is right, in the form that sha256sum reads", async () => {
  const answer = await server.call(`${path}.sha256`);

  expect(answer.text).toBe(`${sum}  postern-agent\n`);
});

test("its size can be asked for alone, of a part too", async () => {
  const whole = await server.call(path, { method: "HEAD" });
  const part = await server.call(path, { method: "HEAD", headers: { range: "bytes=10-" } });

  expect([whole.status, whole.headers["content-length"], whole.bytes.length]).toEqual([200, String(bytes.length), 0]);
  expect([part.status, part.headers["content-length"], part.bytes.length]).toEqual([206, String(bytes.length - 10), 0]);
});

test("whoever has it already is told that it is still the one", async () => {
  const answer = await server.call(path, { headers: { "if-none-match": etag } });

  expect([answer.status, answer.bytes.length, answer.headers["etag"]]).toEqual([304, 0, etag]);
});

test.each([
  ["bytes=0-0", 0, 0],
  ["bytes=200000-", 200_000, 299_999],
  ["bytes=-5", 299_995, 299_999],
])("of the range %s comes that part, and no more", async (range, first, last) => {
  const answer = await server.call(path, { headers: { range, "if-range": etag } });

  expect([answer.status, answer.headers["content-range"]]).toEqual([206, `bytes ${String(first)}-${String(last)}/300000`]);
  expect(answer.bytes.equals(bytes.subarray(first, last + 1))).toBe(true);
});

test("a range behind the end is refused, and says how long the file is", async () => {
  const answer = await server.call(path, { headers: { range: "bytes=300000-" } });

  expect([answer.status, answer.headers["content-range"]]).toEqual([416, "bytes */300000"]);
  expect(answer.text).toContain("300000");
});

test("after an upgrade, who has the beginning of the old one gets the whole new one", async () => {
  const other = Buffer.alloc(400_000, "n");
  await server.call(path);

  await exchange(other);
  const answer = await server.call(path, { headers: { range: "bytes=100-", "if-range": etag } });

  expect([answer.status, answer.headers["etag"]]).toEqual([200, `"${sumOf(other)}"`]);
  expect(answer.bytes.equals(other)).toBe(true);
});

test("an agent of another version than the server is not handed out, and both versions are told", async () => {
  const ada = await server.addPerson("ada");
  await exchange(bytes, "0.0.9");

  const answer = await server.call(path);
  const listed = await server.call("/api/postern/v1/agent-downloads", { token: ada.token });

  expect([answer.status, answer.json.code]).toEqual([404, "download.not_built"]);
  expect(answer.json.message).toContain(`is 0.0.9, and the server is ${serverVersion}`);
  expect(listed.json).toMatchObject({ downloads: [], missing: [{ target: "linux-aarch64" }, { target: "linux-x86_64" }] });
});

test("what was exchanged between question and answer is not sent under the checksum of the other", async () => {
  const downloads = new AgentDownloads({ folder, serverVersion });
  const described = await downloads.get("linux-x86_64");

  await exchange(Buffer.alloc(300_000, "e"));
  await downloads.list();

  await expect(downloads.read(described, { first: 0, last: 9 })).rejects.toMatchObject({ code: "download.not_built" });
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

test("what can be had is listed with its checksum, and what cannot with a reason", async () => {
  const bob = await server.addPerson("bob");

  const answer = await server.call("/api/postern/v1/agent-downloads", { token: bob.token });

  expect(answer.json).toEqual({
    downloads: [{ target: "linux-x86_64", sizeBytes: bytes.length, sha256: sum, version: serverVersion }],
    missing: [{ target: "linux-aarch64", reason: expect.stringContaining("could not be built") }],
  });
});

test("a checksum and a version that were written before the file are not believed", async () => {
  const other = await mkdtemp(join(tmpdir(), "postern-downloads-"));
  const exe = join(other, "postern-agent-linux-aarch64");
  const written = "0".repeat(64);
  await writeFile(exe, bytes);
  await writeFile(`${exe}.sha256`, `${written}  postern-agent\n`);
  await writeFile(`${exe}.version`, "0.0.1\n");
  const find = () => new AgentDownloads({ folder: other, serverVersion: "0.0.1" });

  const fresh = await find().get("linux-aarch64");
  await utimes(`${exe}.sha256`, 1, 1);
  await utimes(`${exe}.version`, 1, 1);
  const stale = await find().get("linux-aarch64");
  await rm(other, { recursive: true });

  expect([fresh.sha256, fresh.version]).toEqual([written, "0.0.1"]);
  expect([stale.sha256, stale.version]).toEqual([sum, "unknown"]);
  expect(await find().list()).toEqual([]);
});
