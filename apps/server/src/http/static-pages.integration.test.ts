import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";

let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-pages-"));
  const pages = join(folder, "dist");
  await mkdir(join(pages, "assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "not for the world");
  await writeFile(join(pages, "index.html"), "<!doctype html><title>the application</title>");
  await writeFile(join(pages, "icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  await writeFile(join(pages, "assets", "main-1a2b3c.js"), "export {};");
  await writeFile(join(pages, "assets", "big-4d5e6f.js"), "export const big = 1;");
  await writeFile(join(pages, "assets", "big-4d5e6f.js.br"), brotliCompressSync("export const big = 1;"));
  server = await startTestServer({ flags: { "web-dir": pages } });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test.each(["/", "/credentials", "/runs/1aBc", "/user/ada/watch/1aBc", "/setup/some-link", "/no.such-file"])(
  "%s is the application, and never kept by a cache",
  async (path) => {
    const answer = await server.call(path);

    expect(answer.status).toBe(200);
    expect(answer.text).toContain("the application");
    expect(answer.headers["content-type"]).toMatch(/^text\/html/);
    expect(answer.headers["cache-control"]).toBe("no-cache");
  },
);

test("a file whose name tells its content is kept for ever, and one that is missing is not", async () => {
  const found = await server.call("/assets/main-1a2b3c.js");
  const missing = await server.call("/assets/main-000000.js");

  expect([found.status, found.text]).toEqual([200, "export {};"]);
  expect(found.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect([missing.status, missing.json.code]).toEqual([404, "request.not_found"]);
  expect(missing.headers["cache-control"]).toBeUndefined();
});

test.each([
  ["/api/pipelines/12/launch?token=glpat-1234", "GET /api/pipelines/12/launch not found."],
  ["/api/nowhere/glpat-A1b2C3/launch", "GET /api/nowhere/… not found."],
])("an address that is not there is named as far as it holds plain words: %s", async (path, message) => {
  expect((await server.call(path)).json).toMatchObject({ code: "request.not_found", message });
});

test("a file that was packed is sent packed to those who can read it, under its own type", async () => {
  const packed = await server.call("/assets/big-4d5e6f.js", { headers: { "accept-encoding": "gzip, br" } });
  const plain = await server.call("/assets/big-4d5e6f.js", { headers: { "accept-encoding": "identity" } });

  expect(packed.headers["content-encoding"]).toBe("br");
  expect(packed.headers["content-type"]).toMatch(/javascript/);
  expect(packed.headers["vary"]).toMatch(/accept-encoding/i);
  expect(packed.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.text).toBe("export const big = 1;");
});

test("a file beside the application is served as what it is", async () => {
  expect((await server.call("/icon.svg")).headers["content-type"]).toMatch(/^image\/svg/);
});

test.each([
  "/../secret.txt",
  "/..%2fsecret.txt",
  "/%2e%2e/secret.txt",
  "/%2e%2e%2fsecret.txt",
  "/assets/../../secret.txt",
  "/assets/..%2f..%2fsecret.txt",
  "/assets/%2e%2e/%2e%2e/secret.txt",
  "/assets/..\\..\\secret.txt",
  "/assets/....//....//secret.txt",
  "//secret.txt/..//../secret.txt",
])("no path leads out of the folder: %s", async (path) => {
  const answer = await server.call(path);

  expect(answer.text).not.toContain("not for the world");
  expect([200, 400, 403, 404]).toContain(answer.status);
});

test("without built pages the address says how to build them", async () => {
  await using bare = await startTestServer({ flags: { "web-dir": join(folder, "none") } });

  const answer = await bare.call("/");

  expect(answer.status).toBe(404);
  expect(answer.json.message).toContain("npm run build");
  expect((await bare.call("/api/service-info")).status).toBe(200);
});
