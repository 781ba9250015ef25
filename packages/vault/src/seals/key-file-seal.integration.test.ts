import { execFileSync } from "node:child_process";
import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemRandom } from "../random-bytes.ts";
import { KeyFileSeal } from "./key-file-seal.ts";

const options = { clock: { now: () => Date.UTC(2026, 10, 22) } };
const refusal = (code: string): unknown => expect.objectContaining({ code });
const permissions = async (name: string) => (await stat(name)).mode & 0o777;

/** An empty folder, removed after the test, and a name in it. */
async function makePlace() {
  const folder = await mkdtemp(join(tmpdir(), "postern-vault-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return { folder, path: join(folder, "vault.key") };
}

async function readKey(seal: KeyFileSeal): Promise<string> {
  using ring = await seal.unseal();
  return ring.getKey(ring.activeTerm).use((bytes) => Buffer.from(bytes).toString("hex"));
}

test("a made key file has mode 600, one active key, and nothing beside it", async () => {
  const { folder, path } = await makePlace();
  const seal = await KeyFileSeal.create(path, options);

  using ring = await seal.unseal();
  expect(await permissions(path)).toBe(0o600);
  expect((await stat(path)).nlink).toBe(1);
  expect(await readdir(folder)).toEqual(["vault.key"]);
  expect(ring.terms).toEqual([1]);
  expect(ring.masterKeys[0]?.createdAt).toBe(Date.UTC(2026, 10, 22));
});

test("the mode is 600 whatever the umask", async () => {
  const { path } = await makePlace();
  const before = process.umask(0o777);
  try {
    await KeyFileSeal.create(path, options);
  } finally {
    process.umask(before);
  }

  expect(await permissions(path)).toBe(0o600);
});

test("unsealing again gives the same key in a ring of its own", async () => {
  const { path } = await makePlace();
  const seal = await KeyFileSeal.create(path, options);

  const first = await readKey(seal);
  const second = await readKey(await KeyFileSeal.open(path));

  expect(first).toMatch(/^[\da-f]{64}$/);
  expect(second).toBe(first);
});

test("a file of that name is never overwritten", async () => {
  const { folder, path } = await makePlace();
  await writeFile(path, "precious");

  await expect(KeyFileSeal.create(path, options)).rejects.toThrow(refusal("vault.key_file_exists"));

  expect(await readdir(folder)).toEqual(["vault.key"]);
  expect(await readFile(path, "utf8")).toBe("precious");
});

test.each<readonly [string, (path: string) => Promise<unknown>]>([
  ["folder", (path) => mkdir(path)],
  ["link that leads nowhere", (path) => symlink(`${path}.nowhere`, path)],
])("a %s of that name is left alone", async (_, make) => {
  const { folder, path } = await makePlace();
  await make(path);

  await expect(KeyFileSeal.create(path, options)).rejects.toThrow(refusal("vault.key_file_exists"));

  expect(await readdir(folder)).toEqual(["vault.key"]);
});

test("a key file that cannot be made says so and leaves nothing behind", async () => {
  const { folder } = await makePlace();
  const inside = join(folder, "missing", "vault.key");

  await expect(KeyFileSeal.create(inside, options)).rejects.toThrow(refusal("vault.key_file_failed"));

  expect(await readdir(folder)).toEqual([]);
});

test("ensure makes the file once and keeps it from then on", async () => {
  const { path } = await makePlace();
  const first = await readKey(await KeyFileSeal.ensure(path, options));
  const second = await readKey(await KeyFileSeal.ensure(path, options));

  expect(second).toBe(first);
});

test("starters at the same time all get the same complete file", async () => {
  const { folder, path } = await makePlace();
  const seals = await Promise.all(Array.from({ length: 20 }, () => KeyFileSeal.ensure(path, options)));

  const keys = new Set(await Promise.all(seals.map(readKey)));
  expect(keys.size).toBe(1);
  expect(await readdir(folder)).toEqual(["vault.key"]);
});

test("ensure takes the file of somebody who was faster", async () => {
  const { folder, path } = await makePlace();
  // The other starter makes the file at the moment when this one draws its key: after the look, before the link.
  const other = join(folder, "other.key");
  const theirs = await readKey(await KeyFileSeal.create(other, options));
  const linkSync = () => execFileSync("ln", [other, path]);

  const seal = await KeyFileSeal.ensure(path, {
    ...options,
    random: (sizeBytes) => {
      linkSync();
      return systemRandom(sizeBytes);
    },
  });

  expect(await readKey(seal)).toBe(theirs);
});

test("ensure passes on that the file cannot be used, instead of making another", async () => {
  const { path } = await makePlace();
  await writeFile(path, "not a key file\n", { mode: 0o600 });

  await expect(KeyFileSeal.ensure(path, options)).rejects.toThrow(refusal("vault.key_file_invalid"));

  expect(await readFile(path, "utf8")).toBe("not a key file\n");
});

test("ensure passes on that the file cannot be made", async () => {
  const { folder } = await makePlace();
  await expect(KeyFileSeal.ensure(join(folder, "missing", "vault.key"), options)).rejects.toThrow(refusal("vault.key_file_failed"));
});

test("a missing key file is told apart from one that cannot be read", async () => {
  const { folder, path } = await makePlace();
  await writeFile(join(folder, "file"), "");

  await expect(KeyFileSeal.open(path)).rejects.toThrow(refusal("vault.key_file_missing"));
  await expect(KeyFileSeal.open(join(folder, "file", "vault.key"))).rejects.toThrow(refusal("vault.key_file_failed"));
});

test.each([0o640, 0o604, 0o620, 0o610])("a key file of mode %o is refused with the cure", async (mode) => {
  const { path } = await makePlace();
  await KeyFileSeal.create(path, options);
  await chmod(path, mode);

  await expect(KeyFileSeal.open(path)).rejects.toThrow(
    expect.objectContaining({ code: "vault.key_file_open", message: expect.stringContaining(`chmod 600 ${path}`) as unknown }),
  );
});

test("a key file that was opened up after the start is refused at the next unsealing", async () => {
  const { path } = await makePlace();
  const seal = await KeyFileSeal.create(path, options);
  await chmod(path, 0o644);

  await expect(seal.unseal()).rejects.toThrow(refusal("vault.key_file_open"));
});

test("a link to a closed key file is followed, and the file at its end is what counts", async () => {
  const { folder, path } = await makePlace();
  const real = join(folder, "real.key");
  const made = await readKey(await KeyFileSeal.create(real, options));
  await symlink(real, path);

  const throughLink = await readKey(await KeyFileSeal.open(path));
  await chmod(real, 0o644);

  expect(throughLink).toBe(made);
  await expect(KeyFileSeal.open(path)).rejects.toThrow(refusal("vault.key_file_open"));
});

test("a folder or a pipe under the name is refused at once", async () => {
  const { folder } = await makePlace();
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", ["-m", "600", pipe]);

  await expect(KeyFileSeal.open(folder)).rejects.toThrow(refusal("vault.key_file_invalid"));
  await expect(KeyFileSeal.open(pipe)).rejects.toThrow(refusal("vault.key_file_invalid"));
});

test("a damaged key file is refused, naming the file", async () => {
  const { path } = await makePlace();
  await KeyFileSeal.create(path, options);
  await writeFile(path, (await readFile(path, "utf8")).replace("2026-11-22", "2026-11-23"));

  await expect(KeyFileSeal.open(path)).rejects.toThrow(
    expect.objectContaining({ code: "vault.key_file_invalid", message: expect.stringContaining(`${path}, line 4`) as unknown }),
  );
});

test("a second name for the key file does not matter", async () => {
  const { folder, path } = await makePlace();
  const seal = await KeyFileSeal.create(path, options);
  await link(path, join(folder, "second.key"));

  expect(await readKey(seal)).toHaveLength(64);
});
