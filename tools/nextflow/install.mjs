#!/usr/bin/env node
// Provides a `nextflow` command: the real core from Maven Central, and an observer of our own that speaks the
// trace protocol. See README.md. Plain JavaScript without dependencies, because it runs before anything is installed.
import { createHash, randomUUID } from "node:crypto";
import { chmod, copyFile, link, mkdir, readFile, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { downloadJars, jarFile, missingJars, readLock } from "./download.mjs";
import { compileObserver, requireJava } from "./java.mjs";
import { copyJarsWithMaven } from "./maven.mjs";
import { MAVEN_CENTRAL, NEXTFLOW_VERSION } from "./version.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const inHere = (name) => join(here, name);

/**
 * Makes sure that there is a `nextflow` command, and says where. Costs milliseconds when it is there already.
 * May be repeated and may run several times at once, also in several processes.
 *
 * @throws an Error whose text names what could not be had, and the cure.
 */
export async function ensureNextflow({ cacheDir = defaultCacheDir(), log = () => {} } = {}) {
  const root = resolve(cacheDir);
  const dir = join(root, await runtimeKey());
  const found = { command: join(dir, "bin", "nextflow"), dir, version: NEXTFLOW_VERSION };
  if (await exists(found.command)) return found;

  await requireJava();
  const jars = join(root, "jars");
  await fetchJars({ folder: jars, log });
  await assemble({ root, dir, jars, log });
  return found;
}

/** Where the runtime is kept unless told otherwise. */
export function defaultCacheDir(env = process.env) {
  const base = env.POSTERN_CACHE_DIR || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "postern");
  return join(base, `nextflow-${NEXTFLOW_VERSION}`);
}

/** @throws an Error that says what was not understood. */
export function parseArguments(words) {
  const [option, dir, ...more] = words;
  if (option === undefined) return {};
  if (option === "--dir" && dir !== undefined && more.length === 0) return { cacheDir: dir };
  throw new Error(`Cannot understand "${words.join(" ")}". Usage: node tools/nextflow/install.mjs [--dir DIR]`);
}

// Everything that ends up in the runtime is in its key, so an edited file gives a new runtime and never a stale one.
async function runtimeKey() {
  const hash = createHash("sha256");
  for (const file of await partsOfRuntime())
    hash
      .update(`${file}\0`)
      .update(await readFile(inHere(file)))
      .update("\0");
  return hash.digest("hex").slice(0, 12);
}

async function partsOfRuntime() {
  const sources = (await readdir(inHere("observer"))).filter((name) => name.endsWith(".java")).sort();
  return ["libs.lock.json", "wrapper.sh", "java-options.txt", EXTENSIONS, ...sources.map((name) => `observer/${name}`)];
}

const EXTENSIONS = "observer/META-INF/extensions.idx";

async function fetchJars({ folder, log }) {
  const { jars } = await readLock(inHere("libs.lock.json"));
  const central = process.env.POSTERN_MAVEN_CENTRAL || MAVEN_CENTRAL;
  try {
    await downloadJars({ jars, folder, central, log });
  } catch (direct) {
    log(direct.message);
    await copyJarsWithMaven({ jars, folder, log }).catch((maven) => {
      const why = maven.code === "ENOENT" ? "there is no mvn to try instead" : `mvn failed too: ${maven.stdout || maven.message}`;
      throw new Error(`${direct.message}\n${why}\nSet POSTERN_MAVEN_CENTRAL to a mirror that this machine can reach.`, { cause: direct });
    });
  }
}

/** Builds beside the target and renames, so that nobody ever sees half a runtime. */
async function assemble({ root, dir, jars, log }) {
  const draft = join(root, `draft-${randomUUID()}`);
  try {
    log("compiling the observer");
    for (const name of ["bin", "lib", "observer/META-INF"]) await mkdir(join(draft, name), { recursive: true });
    await linkJars(jars, join(draft, "lib"));
    await compileObserver({ sources: inHere("observer"), jars: join(draft, "lib"), target: join(draft, "observer") });
    await copyFile(inHere(EXTENSIONS), join(draft, EXTENSIONS));
    await copyFile(inHere("java-options.txt"), join(draft, "java-options.txt"));
    await copyFile(inHere("wrapper.sh"), join(draft, "bin", "nextflow"));
    await chmod(join(draft, "bin", "nextflow"), 0o755);
    await rename(draft, dir).catch((error) => keepTheirs(error, dir));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

// Another call was faster. Its runtime has the same key, so it is the same runtime.
async function keepTheirs(error, dir) {
  const isTaken = error.code === "ENOTEMPTY" || error.code === "EEXIST";
  if (!isTaken || !(await exists(join(dir, "bin", "nextflow")))) throw error;
}

async function linkJars(from, to) {
  const { jars } = await readLock(inHere("libs.lock.json"));
  const gone = await missingJars(jars, from);
  if (gone.length > 0) throw new Error(`${from} lost ${gone[0].path} while it was being used. Run this again.`);
  for (const jar of jars) {
    const source = jarFile(from, jar);
    // Some file systems have no hard links.
    await link(source, jarFile(to, jar)).catch(() => copyFile(source, jarFile(to, jar)));
  }
}

async function exists(file) {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

async function main() {
  const options = parseArguments(process.argv.slice(2));
  const { command } = await ensureNextflow({ ...options, log: (text) => process.stderr.write(`${text}\n`) });
  process.stdout.write(`${command}\n`);
}

const isCommand = process.argv[1] !== undefined && (await realpath(process.argv[1]).catch(() => "")) === fileURLToPath(import.meta.url);
if (isCommand) {
  await main().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
