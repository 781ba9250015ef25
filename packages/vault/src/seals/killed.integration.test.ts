import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { KeyFileSeal } from "./key-file-seal.ts";

const options = { clock: { now: () => Date.UTC(2026, 10, 22) } };
const rounds = 8;

/** Replaces a key file again and again, each time with another set of terms, until it is killed. */
const writer = `
  const [path, index] = process.argv.slice(1);
  const { KeyFileSeal } = await import(index);
  const seal = await KeyFileSeal.open(path);
  for (;;) {
    const ring = await seal.unseal();
    if (ring.terms.length > 6) for (const term of ring.terms.slice(0, 5)) await seal.replace(ring.copyWithout(term));
    ring.addTerm(0);
    await seal.replace(ring);
    process.stdout.write(".");
  }
`;

test("a process that is killed while it replaces the file leaves a whole ring, and the next writer clears up", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-killed-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "vault.key");
  const seal = await KeyFileSeal.create(path, options);
  const index = pathToFileURL(join(import.meta.dirname, "../index.ts")).href;

  for (let round = 0; round < rounds; round += 1) {
    const child = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", writer, path, index], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(child.stdout, "data");
    // At another place of the work each time.
    await pause(round * 3);
    child.kill("SIGKILL");
    await once(child, "close");

    const found = await (await KeyFileSeal.open(path)).unseal();
    expect(found.has(found.activeTerm)).toBe(true);
    expect(found.terms.length).toBeGreaterThan(0);
  }

  const last = await seal.unseal();
  last.addTerm(0);
  await seal.replace(last);
  expect(await readdir(folder)).toEqual(["vault.key"]);
  expect((await seal.unseal()).agreesWith(last)).toBe(true);
});
