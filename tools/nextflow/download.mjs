// Fetches the jars of the lock file into a folder. May be repeated, and run twice at once: a jar appears
// under its name only when it is whole and verified.
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const AT_ONCE = 8;
const ATTEMPTS = 3;
const ATTEMPT_TIMEOUT_MS = 120_000;

/** Where a jar of the lock file lies in the folder. */
export function jarFile(folder, jar) {
  return join(folder, basename(jar.path));
}

/** The jars that the folder does not hold yet, or holds cut short. */
export async function missingJars(jars, folder) {
  const sizes = await Promise.all(jars.map((jar) => sizeOf(jarFile(folder, jar))));
  return jars.filter((jar, index) => sizes[index] !== jar.size);
}

/** @throws an Error that names the first jar that could not be had, and from where. */
export async function downloadJars({ jars, folder, central, log }) {
  await mkdir(folder, { recursive: true });
  const waiting = [...(await missingJars(jars, folder))];
  if (waiting.length === 0) return;

  log(`fetching ${waiting.length} of ${jars.length} jars (${megabytes(waiting)} MB) from ${central}`);
  const worker = async () => {
    for (let jar = waiting.shift(); jar !== undefined; jar = waiting.shift()) {
      await downloadJar({ jar, folder, central });
    }
  };
  // After a failure the other workers must not go on through the whole list.
  const stopAll = (error) => {
    waiting.length = 0;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => worker().catch(stopAll)));
}

/** Puts bytes under the jar's name if they are the jar. */
export async function storeJar({ jar, folder, bytes, source }) {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== jar.sha256) {
    throw new Error(`${source} is not the expected file: sha256 ${found}, expected ${jar.sha256}.`);
  }
  const target = jarFile(folder, jar);
  const temporary = `${target}.${randomUUID()}.part`;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(temporary, bytes);
  await rename(temporary, target);
}

async function downloadJar({ jar, folder, central }) {
  const url = `${central.replace(/\/+$/, "")}/${jar.path}`;
  let last;
  for (let attempt = 1; ; attempt++) {
    try {
      const bytes = await fetchBytes(url);
      await storeJar({ jar, folder, bytes, source: url });
      return;
    } catch (error) {
      last = error;
      if (error.isFinal || attempt === ATTEMPTS) break;
      await pause(attempt * 500);
    }
  }
  throw new Error(`Cannot fetch ${url}: ${describe(last)}`, { cause: last });
}

async function fetchBytes(url) {
  let answer;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS) });
    if (answer.ok) return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    // curl knows the machine's proxy and its own certificates, which Node's fetch does not look for.
    return await curlBytes(url).catch(() => {
      throw error;
    });
  }
  const error = new Error(`the server answered ${answer.status}`);
  error.isFinal = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
  throw error;
}

async function curlBytes(url) {
  const limits = ["--connect-timeout", "10", "--max-time", String(ATTEMPT_TIMEOUT_MS / 1000)];
  const words = ["--fail", "--silent", "--show-error", "--location", ...limits, url];
  const { stdout } = await run("curl", words, { encoding: "buffer", maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

async function sizeOf(file) {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function describe(error) {
  return error.cause?.message ? `${error.message}: ${error.cause.message}` : error.message;
}

function megabytes(jars) {
  return Math.ceil(jars.reduce((sum, jar) => sum + jar.size, 0) / 1e6);
}

/** Reads the checked-in list. */
export async function readLock(file) {
  return JSON.parse(await readFile(file, "utf8"));
}
