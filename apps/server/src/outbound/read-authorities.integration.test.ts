import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "@postern/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureSelfSigned } from "../http/self-signed.ts";
import { readAuthorities } from "./read-authorities.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-authorities-"));
  await ensureSelfSigned(folder, [], new SystemClock());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("every certificate of the file is read, whatever stands between them", async () => {
  const pem = await readFile(join(folder, "ca.pem"), "utf8");
  const path = join(folder, "two.pem");
  await writeFile(path, `# ours\n${pem}\nand theirs\n${pem}`);

  const found = await readAuthorities(path);

  expect(found.map((text) => text.trim())).toEqual([pem.trim(), pem.trim()]);
});

test("no file, no authorities", async () => {
  expect(await readAuthorities(undefined)).toEqual([]);
});

test.each([
  ["nothing", "no certificate"],
  ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "Certificate 1 in the file"],
])("a file with %j is refused by its setting", async (text, words) => {
  const path = join(folder, "bad.pem");
  await writeFile(path, text);

  await expect(readAuthorities(path)).rejects.toMatchObject({
    ...{ code: "setting.invalid", fields: ["trusted-authorities"], message: expect.stringContaining(words) },
  });
});

test("a file that is not there is refused by its setting", async () => {
  await expect(readAuthorities(join(folder, "none.pem"))).rejects.toMatchObject({ code: "setting.invalid" });
});
