import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { ensureNextflow } from "./install.mjs";

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL("./install.mjs", import.meta.url));

test("two processes at once make one runtime, and the next call finds it", async () => {
  const known = await ensureNextflow();
  const cacheDir = await mkdtemp(join(tmpdir(), "postern-install-"));
  await cp(join(dirname(known.dir), "jars"), join(cacheDir, "jars"), { recursive: true });

  const outputs = await Promise.all([
    run(process.execPath, [SCRIPT, "--dir", cacheDir]),
    run(process.execPath, [SCRIPT, "--dir", cacheDir]),
  ]);
  const lastLines = outputs.map(({ stdout }) => stdout.trim().split("\n").at(-1));
  const again = await ensureNextflow({ cacheDir, log: (text) => expect.unreachable(text) });

  expect(new Set(lastLines)).toEqual(new Set([again.command]));
  expect((await readdir(cacheDir)).sort()).toHaveLength(2);
  await rm(cacheDir, { recursive: true });
});
