import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { precompress } from "./precompress.mjs";

test("text gets a packed copy of each kind beside it; what is small or packed already does not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-packed-"));
  const script = "export const words = 'again';\n".repeat(200);
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "assets", "main.js"), script);
  await writeFile(join(folder, "small.css"), "a{}");
  await writeFile(join(folder, "picture.png"), Buffer.alloc(4096));

  await precompress(folder);

  expect((await readdir(folder, { recursive: true })).sort()).toEqual([
    "assets",
    "assets/main.js",
    "assets/main.js.br",
    "assets/main.js.gz",
    "picture.png",
    "small.css",
  ]);
  expect(brotliDecompressSync(await readFile(join(folder, "assets", "main.js.br"))).toString()).toBe(script);
  expect(gunzipSync(await readFile(join(folder, "assets", "main.js.gz"))).toString()).toBe(script);
  await rm(folder, { recursive: true });
});
