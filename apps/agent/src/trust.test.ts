import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";

import { readTrust } from "./trust.ts";

const pem = (body: string): string => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;
const [known = ""] = rootCertificates;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-trust-"));
  await writeFile(join(folder, "machine.crt"), `# of the site\n${pem("c2l0ZQ==")}\n${known}\n`);
  await writeFile(join(folder, "named.pem"), pem("bmFtZWQ="));
  await writeFile(join(folder, "public.crt"), `${known.replaceAll("\n", "\r\n")}\r\n`);
  await writeFile(join(folder, "text"), "no certificate");
});
afterAll(() => rm(folder, { recursive: true }));

const trustOf = (caFile: string | undefined, ...machine: readonly string[]) =>
  readTrust({
    caFile: caFile === undefined ? undefined : join(folder, caFile),
    machineFiles: machine.map((name) => join(folder, name)),
  });

test("what the machine trusts is trusted, from the first place where it is found", async () => {
  expect(await trustOf(undefined, "not-there", "machine.crt", "named.pem")).toEqual([...rootCertificates, pem("c2l0ZQ==")]);
});

test("what a person names is trusted besides", async () => {
  expect(await trustOf("named.pem", "machine.crt")).toEqual([...rootCertificates, pem("c2l0ZQ=="), pem("bmFtZWQ=")]);
  expect(await trustOf("named.pem")).toEqual([...rootCertificates, pem("bmFtZWQ=")]);
});

test("a machine that trusts nothing more, or says nothing, leaves what is built in", async () => {
  expect(await trustOf(undefined, "public.crt")).toBeUndefined();
  expect(await trustOf(undefined, "not-there")).toBeUndefined();
  expect(await trustOf(undefined, "text")).toBeUndefined();
});

test.each([
  ["not-there", "cannot be read"],
  ["text", "holds no certificate in PEM form"],
])("a named file is refused when it is %s", async (file, words) => {
  await expect(trustOf(file)).rejects.toMatchObject({ code: "setting.invalid", message: expect.stringContaining(words) });
});
