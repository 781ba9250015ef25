import { once } from "node:events";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { plantTree } from "../../checks/planted-tree.ts";
import { Children } from "./children.mjs";
import { contentHash, isFresh, writeStamp } from "./content-stamp.mjs";
import { pinnedNode } from "./root.mjs";

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("a child answers with its exit code and its output", async () => {
  const answer = await new Children().run([pinnedNode, "-e", "console.log('a'); console.error('b'); process.exit(7)"], {
    cwd: "/",
    capture: true,
  });

  expect(answer).toEqual({ exitCode: 7, stdout: "a\n", output: expect.stringMatching(/^(a\nb\n|b\na\n)$/) });
});

test("a program that is not there is an answer, not a hanging promise", async () => {
  const answer = await new Children().run(["/nonexistent/program"], { cwd: "/", capture: true });

  expect(answer).toMatchObject({ exitCode: 127, output: expect.stringContaining("ENOENT") });
});

test("a stop signal ends the children, what they started, and the command itself", async () => {
  const module = fileURLToPath(new URL("children.mjs", import.meta.url));
  const sleeper = `const c = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]); console.log("pid " + process.pid + " " + c.pid); setInterval(() => {}, 1000)`;
  const script = `import { Children, closeOnSignals } from ${JSON.stringify(module)};
const children = new Children(); closeOnSignals(children);
await children.run([process.execPath, "-e", ${JSON.stringify(sleeper)}], { cwd: "/" });`;
  const command = spawn(pinnedNode, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(command.stdout, "data")) as [Buffer];
  const pids = line.toString().split(" ").slice(1).map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);

  command.kill("SIGINT");

  const [exitCode] = (await once(command, "exit")) as [number];
  expect(exitCode).toBe(130);
  await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
});

test("a stamp is fresh while inputs are the same and outputs are there", async () => {
  await using tree = await plantTree({ "src/a.ts": "1", "dist/a.js": "1", "src/node_modules/x.js": "1" });
  const [source, output, stamp] = [join(tree.root, "src"), join(tree.root, "dist/a.js"), join(tree.root, "stamps/a")];
  const hash = await contentHash(tree.root, [source]);
  await writeStamp(stamp, hash);

  expect(await isFresh(stamp, hash, [output])).toBe(true);
  expect(await isFresh(stamp, hash, [`${output}.gone`])).toBe(false);
  await writeFile(join(tree.root, "src/node_modules/x.js"), "2");
  expect(await contentHash(tree.root, [source])).toBe(hash);
  await writeFile(join(tree.root, "src/a.ts"), "2");
  expect(await contentHash(tree.root, [source])).not.toBe(hash);
});
