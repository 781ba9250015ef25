import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-start-"));
});

// A run is over when Nextflow has said so; Nextflow itself, and the job around it, take a moment longer to go.
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 300 }));

/** What a person types, with everything kept in a folder of the test. */
function npmStart(...words: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
  const all = ["start", "--silent", "--", "--once", "--data-dir", join(folder, "data"), "--listen", "127.0.0.1:0", ...words];
  const child = spawn("npm", all, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once("close", (exitCode) => resolve({ exitCode, output })));
}

test("npm start -- --once runs the example with a real Nextflow through server, agent and local scheduler", async () => {
  const { exitCode, output } = await npmStart("--params", '{"nap": 0}');

  expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringMatching(/running +\d+ of \d+ tasks/) as string });
  expect(output).toMatch(/agent connected: \S+ as \S+, version/);
  expect(output).toMatch(/^SUCCEEDED {2}\w+/m);
});

test("npm start -- --once ends with the failure of the pipeline, and its words", async () => {
  const { exitCode, output } = await npmStart("--params", '{"nap": 0, "languages": "en", "fail": true}');

  expect({ exitCode, output }).toMatchObject({ exitCode: 1, output: expect.stringMatching(/^FAILED {2}\w+/m) as string });
  expect(output).toContain("This task fails because the parameter 'fail' is true.");
});

test("a pipeline that does not exist is refused with its name", async () => {
  const { exitCode, output } = await npmStart("--pipeline", join(folder, "nothing-here"));

  expect({ exitCode, output }).toMatchObject({ exitCode: 1, output: expect.stringContaining("nothing-here") as string });
});
