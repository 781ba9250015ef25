// `npm run bench [name…] [-- --json]`: measures, each benchmark in a process of its own, one line a figure.
import { readdir } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { pinnedNode, root } from "./steps/root.mjs";
import { runCommand } from "./steps/run-command.mjs";

const words = process.argv.slice(2);
const isJson = words.includes("--json");
const wanted = words.filter((word) => !word.startsWith("--"));

await runCommand(bench, { file: fileURLToPath(import.meta.url), isQuiet: true });

async function bench(children) {
  // Loaded late: an older Node cannot read TypeScript.
  const { renderFigures, renderJson } = await import(pathToFileURL(join(root, "bench", "harness.ts")).href);
  const known = await benchmarkNames();
  if (words.includes("--help")) return help(known);
  const unknown = wanted.find((name) => !known.includes(name));
  const option = words.find((word) => word.startsWith("--") && word !== "--json");
  if (option !== undefined) return fail(`There is no option ${option}. There are: --json, --help.`);
  if (unknown !== undefined) return fail(`There is no benchmark ${unknown}. There are: ${known.join(", ")}.`);
  const results = [];
  for (const name of wanted.length === 0 ? known : wanted) results.push(await runOne(children, name));
  const figures = results.flatMap((result) => result.figures);
  process.stdout.write(`${isJson ? renderJson(figures) : renderFigures(figures)}\n`);
  return results.every((result) => result.isDone) ? 0 : 1;
}

async function benchmarkNames() {
  const names = await readdir(join(root, "bench"));
  return names
    .filter((name) => name.endsWith(".bench.ts"))
    .map((name) => name.slice(0, -".bench.ts".length))
    .sort((a, b) => a.localeCompare(b));
}

// Read from source, as tests are: a benchmark must not measure yesterday's build.
async function runOne(children, name) {
  if (!isJson) process.stderr.write(`measuring ${name}${howBusy()}\n`);
  const runner = [pinnedNode, "--conditions=source", "--expose-gc", join(root, "bench", "run-benchmark.ts")];
  const { exitCode, stdout, output } = await children.run([...runner, join(root, "bench", `${name}.bench.ts`)], {
    cwd: root,
    capture: true,
  });
  if (exitCode === 0) return { isDone: true, figures: JSON.parse(stdout.trim().split("\n").at(-1)) };
  process.stderr.write(`${name} failed:\n${output}\n`);
  return { isDone: false, figures: [] };
}

// A figure of a machine that does other things as well says little, and nobody could tell afterwards.
function howBusy() {
  const [lastMinute = 0] = loadavg();
  return `, load average ${lastMinute.toFixed(1)} on ${String(availableParallelism())} cores`;
}

function help(known) {
  process.stdout.write(
    `npm run bench [name…] [-- --json]\n\nWithout a name all are run, which takes half an hour or more:\n${known.join("\n")}\n`,
  );
  return 0;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  return 2;
}
