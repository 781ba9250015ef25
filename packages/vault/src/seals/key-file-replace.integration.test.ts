import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { KeyRing } from "../keys/key-ring.ts";
import { KeyFileSeal } from "./key-file-seal.ts";

const options = { clock: { now: () => Date.UTC(2026, 10, 22) } };

/** A key file of one term in an empty folder, and its ring with one term more. */
async function makeSeal() {
  const folder = await mkdtemp(join(tmpdir(), "postern-vault-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "vault.key");
  const seal = await KeyFileSeal.create(path, options);
  const newer = await seal.unseal();
  newer.addTerm(Date.UTC(2026, 10, 23));
  return { folder, path, seal, newer };
}

test("the file holds the new ring as soon as it is replaced, closed as before, and nothing is left beside it", async () => {
  const { folder, path, seal, newer } = await makeSeal();

  await seal.replace(newer);

  const again = await seal.unseal();
  expect(again.terms).toEqual([1, 2]);
  expect(again.activeTerm).toBe(2);
  expect(again.agreesWith(newer)).toBe(true);
  expect(newer.isDestroyed).toBe(false);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["vault.key"]);
});

test("a file that cannot be replaced stays as it was, byte by byte", async () => {
  const { folder, path, newer } = await makeSeal();
  // A name that leaves no room for the draft beside it stands for any failure of writing: root may write into every folder.
  const long = join(folder, "k".repeat(240));
  await rename(path, long);
  const [before, seal] = [await readFile(long), await KeyFileSeal.open(long)];

  await expect(seal.replace(newer)).rejects.toMatchObject({ code: "vault.key_file_failed" });

  expect(await readFile(long)).toEqual(before);
  expect((await seal.unseal()).terms).toEqual([1]);
});

test("behind a link the file at its end is replaced, and the link stays", async () => {
  const { folder, path, newer } = await makeSeal();
  await mkdir(join(folder, "elsewhere"));
  const name = join(folder, "elsewhere", "link.key");
  await symlink(path, name);

  await (await KeyFileSeal.open(name)).replace(newer);

  expect((await (await KeyFileSeal.open(path)).unseal()).terms).toEqual([1, 2]);
  expect(await readdir(join(folder, "elsewhere"))).toEqual(["link.key"]);
});

test("a file that is gone is not made anew under its name", async () => {
  const { folder, path, seal, newer } = await makeSeal();
  await rm(path);

  await expect(seal.replace(newer)).rejects.toMatchObject({ code: "vault.key_file_missing" });

  expect(await readdir(folder)).toEqual([]);
});

test("a ring from elsewhere gets a key file of its own, and never overwrites one", async () => {
  const { folder, path, newer } = await makeSeal();
  const other = join(folder, "other.key");

  await KeyFileSeal.createFor(other, newer);

  expect((await (await KeyFileSeal.open(other)).unseal()).agreesWith(newer)).toBe(true);
  await expect(KeyFileSeal.createFor(path, newer)).rejects.toMatchObject({ code: "vault.key_file_exists" });
  expect(newer.terms).toEqual([1, 2]);
});

test("at once gives the same as in its time, and the same refusals", async () => {
  const { path, seal } = await makeSeal();

  using atOnce = seal.unsealNow();
  using inTime = await seal.unseal();
  expect(atOnce.agreesWith(inTime)).toBe(true);

  await chmod(path, 0o640);
  expect(() => seal.unsealNow()).toThrow(expect.objectContaining({ code: "vault.key_file_open" }));
  expect(seal.name).toBe(`the key file ${path}`);
  expect(KeyRing.generate(0).agreesWith(inTime)).toBe(false);
});
