// Looks for Java and compiles the observer.
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { INSTALL_JDK, INSTALL_JRE, LEAST_JAVA } from "./version.mjs";

const run = promisify(execFile);

/** @throws an Error with the command that installs Java, when there is none or it is too old. */
export async function requireJava(env = process.env) {
  const java = toolPath("java", env);
  let words;
  try {
    words = (await run(java, ["-version"])).stderr;
  } catch (error) {
    throw new Error(`Nextflow needs Java ${LEAST_JAVA} or newer, and "${java}" does not run (${error.code}). Install it: ${INSTALL_JRE}`, {
      cause: error,
    });
  }
  const major = parseJavaMajor(words);
  if (major === undefined || major >= LEAST_JAVA) return;
  throw new Error(`Nextflow needs Java ${LEAST_JAVA} or newer, and "${java}" is Java ${major}. Install it: ${INSTALL_JRE}`);
}

/** `openjdk version "17.0.15"` is 17, `java version "1.8.0_402"` is 8; undefined when it says neither. */
export function parseJavaMajor(words) {
  const found = /version "(?:1\.)?(\d+)/.exec(words)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** @throws an Error with the command that installs the compiler, or with what the compiler said. */
export async function compileObserver({ sources, jars, target, env = process.env }) {
  const names = (await readdir(sources)).filter((name) => name.endsWith(".java"));
  const files = names.map((name) => join(sources, name));
  const words = ["--release", String(LEAST_JAVA), "-proc:none", "-cp", join(jars, "*"), "-d", target, ...files];
  try {
    await run(toolPath("javac", env), words);
  } catch (error) {
    if (error.code === "ENOENT") {
      throw new Error(`The observer must be compiled and there is no "javac". Install it: ${INSTALL_JDK}`, { cause: error });
    }
    throw new Error(`javac could not compile the observer in ${sources}:\n${error.stderr}`, { cause: error });
  }
}

// The same order as in the wrapper, so that what was checked is what runs.
function toolPath(name, env) {
  const home = env.NXF_JAVA_HOME || env.JAVA_HOME;
  return home ? join(home, "bin", name) : name;
}
