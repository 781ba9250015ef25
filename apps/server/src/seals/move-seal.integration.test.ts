import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@postern/database";
import { silentLogger } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { KeyFileSeal, KeyRing, PassphraseSeal, Secret } from "@postern/vault";
import { expect, onTestFinished, test } from "vitest";
import { openKeysScene } from "../testing/keys-scene.fixture.ts";
import { copyUnderPassphrase, forgetSeal } from "./move-seal.ts";

const clock = new SystemClock();
const passphrase = "correct horse battery staple";

/** Keys in a file, something that they sealed, and a passphrase in a file. */
async function stage() {
  const folder = await mkdtemp(join(tmpdir(), "postern-move-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const database = await openDatabase(`sqlite:${join(folder, "p.db")}`, { clock, log: silentLogger });
  onTestFinished(() => database[Symbol.asyncDispose]());
  const scene = await openKeysScene(database, clock);
  const server = await scene.enter();
  await scene.addRecord(server.vault, "a");
  const said = join(folder, "passphrase");
  await writeFile(said, passphrase, { mode: 0o600 });
  const settings = { keyFile: scene.keyFile, vaultSeal: "key-file", passphraseFile: undefined } as const;
  const moved = { ...settings, vaultSeal: "passphrase", passphraseFile: said } as const;
  return { scene, server, said, sealed: `${scene.keyFile}.sealed`, move: { keys: server.service, settings, clock }, moved };
}

async function unlock(path: string): Promise<KeyRing> {
  return PassphraseSeal.open(path).unlock(Secret.fromUtf8(passphrase));
}

test("the seal that is in use cannot be forgotten", async () => {
  const { scene, move } = await stage();

  await expect(forgetSeal(move, "key-file")).rejects.toMatchObject({ code: "vault.seal_in_use" });

  expect((await (await KeyFileSeal.open(scene.keyFile)).unseal()).terms).toEqual([1]);
});

test("an old file with a key that the copy lacks is not forgotten; a second copy brings it, and then it is", async () => {
  const { scene, server, said, sealed, move, moved } = await stage();
  await copyUnderPassphrase(move, said);
  await server.service.rotate(null);

  await expect(forgetSeal({ ...move, settings: moved }, "key-file")).rejects.toMatchObject({ code: "vault.key_term_missing" });
  await copyUnderPassphrase(move, said);
  await forgetSeal({ ...move, settings: moved }, "key-file");

  expect((await unlock(sealed)).terms).toEqual([1, 2]);
  await expect(KeyFileSeal.open(scene.keyFile)).rejects.toMatchObject({ code: "vault.key_file_missing" });
  await expect(forgetSeal({ ...move, settings: moved }, "key-file")).rejects.toMatchObject({ code: "vault.key_file_missing" });
});

test("a file of other keys, or under another passphrase, is not written over", async () => {
  const { said, sealed, move } = await stage();
  const other = Secret.fromUtf8("quite another passphrase");
  await PassphraseSeal.create(sealed, { keys: KeyRing.generate(0), passphrase: Secret.fromUtf8(passphrase) });
  const before = await readFile(sealed);

  await expect(copyUnderPassphrase(move, said)).rejects.toMatchObject({ code: "vault.key_file_exists" });
  expect(await readFile(sealed)).toEqual(before);

  await rm(sealed);
  await PassphraseSeal.create(sealed, { keys: KeyRing.generate(0), passphrase: other });
  await expect(copyUnderPassphrase(move, said)).rejects.toMatchObject({ code: "vault.key_file_exists" });
});

test("a weak passphrase makes no file and no entry", async () => {
  const { scene, said, move } = await stage();
  await writeFile(said, "short", { mode: 0o600 });

  await expect(copyUnderPassphrase(move, said)).rejects.toMatchObject({ code: "vault.passphrase_weak" });

  expect((await readdir(join(scene.keyFile, ".."))).filter((name) => name.includes("sealed"))).toEqual([]);
});
