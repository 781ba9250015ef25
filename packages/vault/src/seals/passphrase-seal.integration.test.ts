import { argon2Sync, createDecipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { KeyRing } from "../keys/key-ring.ts";
import { Secret } from "../secret.ts";
import { PassphraseSeal } from "./passphrase-seal.ts";

const right = () => Secret.fromUtf8("correct horse bättery");
const wrong = expect.objectContaining({ code: "vault.passphrase_wrong" }) as Error;

async function makeSeal() {
  const folder = await mkdtemp(join(tmpdir(), "postern-vault-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "vault.key.sealed");
  const ring = KeyRing.generate(5);
  const seal = await PassphraseSeal.create(path, { keys: ring, passphrase: right() });
  return { folder, path, ring, seal };
}

async function changeFile(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, "latin1")), { mode: 0o600 });
}

test("the right passphrase gives the ring, and no byte of a key is in the file", async () => {
  const { folder, path, ring } = await makeSeal();
  const text = await readFile(path, "latin1");

  const seal = PassphraseSeal.open(path);
  const found = await seal.unlock(right());

  expect(found.agreesWith(ring)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["vault.key.sealed"]);
  const [base64, hex] = ring.getKey(1).use((key) => [Buffer.from(key).toString("base64"), Buffer.from(key).toString("hex")] as const);
  expect(text.includes(base64) || text.includes(hex) || text.includes("postern-key-file")).toBe(false);
});

test("a wrong passphrase gives nothing, and says nothing of how wrong it was", async () => {
  const { path } = await makeSeal();
  const seal = PassphraseSeal.open(path);

  for (const text of ["correct horse batter", "", "correct horse bättery "]) {
    await expect(seal.unlock(Secret.fromUtf8(text))).rejects.toThrow(wrong);
  }
  expect(seal.isLocked).toBe(true);
  expect(() => seal.unsealNow()).toThrow(expect.objectContaining({ code: "vault.sealed" }));
  await expect(seal.replace(KeyRing.generate(0))).rejects.toMatchObject({ code: "vault.sealed" });
});

test("the two forms of a letter are one passphrase", async () => {
  const { path } = await makeSeal();

  await expect(PassphraseSeal.open(path).unlock(Secret.fromUtf8("correct horse ba\u0308ttery"))).resolves.toBeDefined();
});

test("once unlocked a new term is stored without asking again, under a new nonce, and the passphrase still opens it", async () => {
  const { path, seal } = await makeSeal();
  const before = await readFile(path, "latin1");
  const newer = await seal.unseal();
  newer.addTerm(6);

  await seal.replace(newer);

  const lines = (text: string) => text.split("\n").filter((line) => !line.startsWith("#"));
  const [, derivation, sealed] = lines(await readFile(path, "latin1"));
  expect(derivation).toBe(lines(before)[1]);
  expect(sealed?.slice(0, 23)).not.toBe(lines(before)[2]?.slice(0, 23));
  expect((await PassphraseSeal.open(path).unlock(right())).terms).toEqual([1, 2]);
});

test("another passphrase has another salt, and the old one opens nothing any more", async () => {
  const { path, seal, ring } = await makeSeal();
  const saltOf = async () => /argon2id \d+ \d+ \d+ (\S+)/.exec(await readFile(path, "latin1"))?.[1];
  const before = await saltOf();

  await seal.changePassphrase({ keys: ring, passphrase: Secret.fromUtf8("another passphrase") });

  expect(await saltOf()).not.toBe(before);
  await expect(PassphraseSeal.open(path).unlock(right())).rejects.toThrow(wrong);
  expect((await PassphraseSeal.open(path).unlock(Secret.fromUtf8("another passphrase"))).agreesWith(ring)).toBe(true);
});

test("a short passphrase is refused before a file is made", async () => {
  const { folder, ring } = await makeSeal();
  const path = join(folder, "other");

  await expect(PassphraseSeal.create(path, { keys: ring, passphrase: Secret.fromUtf8("elevenchars") })).rejects.toMatchObject({
    code: "vault.passphrase_weak",
  });
  expect(await readdir(folder)).toEqual(["vault.key.sealed"]);
});

test.each([
  ["a hundred gibibytes", /argon2id 65536 /, "argon2id 104857600 "],
  ["more than a small machine has", /argon2id 65536 /, "argon2id 1048577 "],
  ["less work than guessing may cost", /argon2id 65536 /, "argon2id 19455 "],
  ["no passes", / 3 4 /, " 0 4 "],
  ["a thousand passes", / 3 4 /, " 999 4 "],
  ["many lanes", / 3 4 /, " 3 5 "],
])("a file that asks for %s is refused before anything is derived", async (_, found, instead) => {
  const { path } = await makeSeal();
  await changeFile(path, (text) => text.replace(found, instead));

  expect(() => PassphraseSeal.open(path)).toThrow(expect.objectContaining({ code: "vault.key_file_invalid" }));
});

test.each([
  ["cheaper passes", (text: string) => text.replace(/ 3 4 /, " 2 4 ")],
  [
    "a changed body",
    (text: string) => text.replace(/^(sealed \S+ )(.)/m, (_, kept: string, first: string) => kept + (first === "A" ? "B" : "A")),
  ],
])("%s open nothing, although the passphrase is right", async (_, change) => {
  const { path } = await makeSeal();
  await changeFile(path, change);

  await expect(PassphraseSeal.open(path).unlock(right())).rejects.toThrow(wrong);
});

test.each([
  ["cut", (text: string) => text.slice(0, -5)],
  ["with a line too many", (text: string) => `${text}more\n`],
  ["of another version", (text: string) => text.replace("sealed-keys 1", "sealed-keys 2")],
  ["without its sealed line", (text: string) => text.replace(/^sealed .*$/m, "sealed")],
  ["without how it was derived", (text: string) => text.replace(/^argon2id .*$/m, "argon2i 1 1 1 x")],
  ["of base64 that is not canonical", (text: string) => text.replace(/==$/m, "== ")],
])("a file %s is refused, naming it", async (_, change) => {
  const { path } = await makeSeal();
  await changeFile(path, change);

  expect(() => PassphraseSeal.open(path)).toThrow(
    expect.objectContaining({ code: "vault.key_file_invalid", message: expect.stringContaining(path) }),
  );
});

test("disposed it is locked again", async () => {
  const { seal } = await makeSeal();
  expect(seal.isLocked).toBe(false);

  seal[Symbol.dispose]();

  expect(seal.isLocked).toBe(true);
});

interface SealedVector {
  readonly name: string;
  readonly passphrase: string;
  readonly text: string;
  readonly activeTerm: number;
  readonly keys: readonly { readonly term: number; readonly key: string }[];
}

const { vectors } = JSON.parse(readFileSync(join(import.meta.dirname, "../../vectors/sealed-key-files.json"), "utf8")) as {
  readonly vectors: readonly SealedVector[];
};

test.each(vectors)("vector: $name", async ({ passphrase, text, activeTerm, keys }) => {
  const { folder } = await makeSeal();
  const path = join(folder, "vector");
  await writeFile(path, text, { mode: 0o600 });

  using ring = await PassphraseSeal.open(path).unlock(Secret.fromUtf8(passphrase));

  expect(ring.activeTerm).toBe(activeTerm);
  expect(ring.masterKeys.map(({ term, key }) => ({ term, key: key.use((bytes) => Buffer.from(bytes).toString("hex")) }))).toEqual(
    keys.map(({ term, key }) => ({ term, key })),
  );
});

test.each(vectors)("a second implementation, from SPEC.md alone, opens the vector: $name", ({ passphrase, text, keys }) => {
  const [, derive = "", sealed = ""] = text.split("\n").filter((line) => !line.startsWith("#"));
  const [, memory, passes, parallelism, salt = ""] = derive.split(" ");
  const [, nonce = "", body = ""] = sealed.split(" ");
  const numbers = Buffer.alloc(12);
  for (const [index, number] of [memory, passes, parallelism].entries()) numbers.writeUInt32BE(Number(number), index * 4);
  const nonceOf = Buffer.from(salt, "base64");
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), tagLength: 32 };
  const key = argon2Sync("argon2id", { message: Buffer.from(passphrase.normalize("NFC")), nonce: nonceOf, ...cost });
  const bytes = Buffer.from(body, "base64");
  const cipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"), { authTagLength: 16 });
  cipher.setAAD(Buffer.concat([Buffer.from([0, 25]), Buffer.from("postern-vault/sealed-keys"), Buffer.from([1]), numbers, nonceOf]));
  cipher.setAuthTag(bytes.subarray(-16));

  const opened = Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()]).toString("ascii");

  expect(opened.startsWith("postern-key-file 1\n")).toBe(true);
  for (const { key: hex } of keys) expect(opened).toContain(` ${Buffer.from(hex, "hex").toString("base64")} `);
});
