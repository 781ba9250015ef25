/**
 * Packs the agent into one executable: `node apps/agent/build.mjs [--target linux-x86_64|linux-aarch64] [--force]`.
 *
 * Writes `dist/postern-agent-<target>`, and beside it its `.sha256` and `.version`. Without `--target`: for this machine, and for the other when its base can be had.
 * Does nothing when no input has changed. Exit 1 when the one for this machine cannot be built.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const agent = `${root}apps/agent/`;
const dist = `${agent}dist/`;
const bun = `${root}node_modules/.bin/bun`;
const targets = { "linux-x86_64": "bun-linux-x64", "linux-aarch64": "bun-linux-arm64" };
const { version } = JSON.parse(readFileSync(`${agent}package.json`, "utf8"));
const { values } = parseArgs({ options: { target: { type: "string" }, force: { type: "boolean" } } });

const host = process.arch === "arm64" ? "linux-aarch64" : "linux-x86_64";
const wanted = values.target === undefined ? Object.keys(targets) : [values.target];
mkdirSync(dist, { recursive: true });
for (const target of wanted) build(target);

function build(target) {
  if (!(target in targets)) stop(`unknown target ${target}; one of ${Object.keys(targets).join(", ")}`);
  const file = `${dist}postern-agent-${target}`;
  const stamp = `${dist}.${target}.inputs`;
  const inputs = hashInputs();
  const isWanted = target === host || values.target !== undefined;
  if (values.force !== true && isSettled({ file, inputs, isWanted, stamp: read(stamp) })) return;

  // Two builds at once must not write into one file.
  const part = `${file}.${process.pid}.part`;
  const problem = compile(target, part);
  if (problem === undefined) {
    publish(part, file);
    writeFileSync(stamp, inputs);
    return;
  }
  rmSync(part, { force: true });
  if (isWanted) stop(`postern-agent-${target}: ${problem}`);
  writeFileSync(stamp, `skipped ${inputs}`);
  process.stdout.write(`postern-agent-${target}: skipped, its base cannot be had here; try again with --target ${target}\n`);
}

/** What is built from these inputs, or could not be had once, is not tried again at every start. */
function isSettled({ file, inputs, isWanted, stamp }) {
  if (existsSync(file) && existsSync(`${file}.sha256`) && existsSync(`${file}.version`) && stamp === inputs) return true;
  return !isWanted && stamp === `skipped ${inputs}`;
}

function publish(part, file) {
  const checksum = createHash("sha256").update(readFileSync(part)).digest("hex");
  renameSync(part, file);
  writeFileSync(`${file}.version`, `${version}\n`);
  writeFileSync(`${file}.sha256`, `${checksum}  ${basename(file)}\n`);
  process.stdout.write(`${basename(file)}: ${version} ${checksum.slice(0, 12)}\n`);
}

/** What went wrong, if anything did. */
function compile(target, outFile) {
  // For this machine the base is bun itself: nothing is fetched. Never `.env` or a settings file of the folder it is started in.
  const base = target === host ? [] : [`--target=${targets[target]}`];
  const define = `--define=POSTERN_AGENT_VERSION=${JSON.stringify(version)}`;
  const closed = ["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"];
  const words = [
    "build",
    "--compile",
    "--minify",
    "--conditions=source",
    define,
    ...closed,
    ...base,
    `--outfile=${outFile}`,
    `${agent}src/main.ts`,
  ];
  const result = spawnSync(bun, words, { cwd: agent, encoding: "utf8", timeout: 120_000 });
  if (result.status === 0 && existsSync(outFile)) return undefined;
  return (result.error?.message ?? (result.stderr.trim() || `bun ended with ${result.status ?? result.signal}`)).slice(-2_000);
}

/** Everything that may change the result: the sources that the agent is made of, this file, and the versions of bun and ws. */
function hashInputs() {
  const folders = [
    "apps/agent/src",
    "packages/agent-protocol/src",
    "packages/domain/src",
    "packages/runtime/src/clock",
    "packages/transport/src",
  ];
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).filter((file) => !file.endsWith(".test.ts"));
  const hash = createHash("sha256");
  for (const file of [
    ...files.toSorted((left, right) => (left < right ? -1 : 1)),
    "apps/agent/build.mjs",
    "apps/agent/package.json",
    "node_modules/bun/package.json",
  ]) {
    hash.update(`${file}\0`).update(readFileSync(`${root}${file}`));
  }
  return hash.digest("hex");
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
