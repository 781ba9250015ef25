import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { LeakScanner } from "./leak-scanner.ts";

const secret = String.raw`k8-"q\7/+ &<ü?m=Zr4%x0PnVw`;
const scannerOf = (): LeakScanner => new LeakScanner([{ name: "password", secret }]);
const base64 = (before: string): string => Buffer.from(`${before}${secret} and more`).toString("base64");

test.each([
  ["plain", secret],
  ["base64 at the beginning", base64("")],
  ["base64 after one byte", base64("1")],
  ["base64 after two bytes", base64("12")],
  ["base64url after one byte", Buffer.from(`1${secret}`).toString("base64url")],
  ["hex", Buffer.from(secret).toString("hex")],
  ["hex in capitals", Buffer.from(secret).toString("hex").toUpperCase()],
  ["URL-encoded", encodeURIComponent(secret)],
  ["URL-encoded in small letters", encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase())],
  ["as a form", new URLSearchParams({ secret }).toString()],
  ["JSON", JSON.stringify({ secret })],
  ["JSON in JSON", JSON.stringify({ body: JSON.stringify({ secret }) })],
  ["JSON with escaped slashes", JSON.stringify({ secret }).replaceAll("/", String.raw`\/`)],
  ["HTML", `<p>${secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")}</p>`],
  ["its first half", `${secret.slice(0, 17)}…`],
  ["its second half", `…${secret.slice(-17)}`],
  ["as Node prints an object", inspect({ secret })],
])("finds a secret: %s", (_, text) => {
  const scanner = scannerOf();

  scanner.scanText("log", "server.log", `something before ${text} and after`);

  expect(scanner.leaks).toContainEqual(expect.objectContaining({ needle: "password", place: "log", source: "server.log" }));
});

test("finds a secret in UTF-16, and binary keys in every form", () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index * 7));
  const scanner = new LeakScanner([
    { name: "password", secret },
    { name: "key", secret: key },
  ]);

  scanner.scanBytes("memory", "heap", Buffer.from(`x${secret}`, "utf16le"));
  scanner.scanBytes("memory", "core", Buffer.concat([Buffer.from("abc"), key]));
  scanner.scanText("file", "pem", Buffer.concat([Buffer.from("a"), key]).toString("base64"));

  expect(new Set(scanner.leaks.map(({ needle, source }) => `${needle} in ${source}`))).toEqual(
    new Set(["password in heap", "key in core", "key in pem"]),
  );
});

test("what only looks like it is no leak", () => {
  const scanner = scannerOf();

  scanner.scanText("log", "server.log", `${secret.slice(0, 12)} ${secret.slice(-12)} ${secret.toUpperCase()} ${"[secret] ".repeat(1000)}`);

  expect(scanner.leaks).toEqual([]);
});

test("a secret on the border of two pieces of a stream is found once", async () => {
  const scanner = new LeakScanner([{ name: "token", secret: "0123456789abcdef" }]);
  const text = `${"-".repeat(500)}0123456789abcdef${"-".repeat(500)}`;
  const chunks = Array.from({ length: Math.ceil(text.length / 7) }, (_, index) => Buffer.from(text.slice(index * 7, index * 7 + 7)));

  await scanner.scanStream("memory", "core", Readable.from(chunks));

  expect(scanner.leaks).toEqual([{ needle: "token", form: "plain", place: "memory", source: "core", offset: 500 }]);
  expect(scanner.places).toEqual({ memory: { sources: 1, bytes: text.length } });
});

test("a folder is scanned to its depth, names included", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-leaks-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "deep", "0123456789abcdef"), { recursive: true });
  await writeFile(join(folder, "deep", "file"), "…0123456789abcdef…");
  await writeFile(join(folder, "left-out"), "0123456789abcdef");
  const scanner = new LeakScanner([{ name: "token", secret: "0123456789abcdef" }]);

  await scanner.scanFolder("files", folder, (path) => !path.endsWith("left-out"));

  expect(scanner.leaks.map(({ source }) => source)).toEqual([`names in ${folder}`, join(folder, "deep", "file")]);
});

test("the report says what was looked at, and tells no secret", () => {
  const scanner = scannerOf();
  scanner.scanText("answers", "GET /one", `{"password":${JSON.stringify(secret)}}`);
  scanner.scanText("answers", "GET /two", "{}");

  const report = scanner.report();

  expect(report).toContain("scanned for 1 secrets");
  expect(report).toMatch(/answers +2 sources +0\.000 MB/);
  expect(report).toContain('LEAK {"needle":"password"');
  const again = scannerOf();
  again.scanText("report", "report", report);
  expect(again.leaks).toEqual([]);
});

test("a secret that stands in one place very often hides no other one there", () => {
  const scanner = new LeakScanner([
    { name: "often", secret: "0123456789abcdef" },
    { name: "once", secret: "fedcba9876543210" },
  ]);

  scanner.scanText("heap", "snapshot", `${"0123456789abcdef-".repeat(100)}fedcba9876543210`);

  expect(scanner.leaks.filter(({ needle }) => needle === "often")).toHaveLength(20);
  expect(scanner.leaks.filter(({ needle }) => needle === "once")).toHaveLength(1);
});
