/**
 * Installs the Debian packages that tests need, where that is possible, or names the command that does.
 *
 * Plain JavaScript on Node's own modules, so that `npm test` can use it before anything is built.
 */
import { spawn } from "node:child_process";
import { access, chmod, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const policyPath = "/usr/sbin/policy-rc.d";
const savedPolicyPath = `${policyPath}.before-postern`;
const lockPath = "/var/lock/postern-packages.lock";
const listsPath = "/var/lib/apt/lists";
const listsMaxAgeMs = 7 * 24 * 3_600_000;
const lockPatienceMs = 15 * 60_000;
const debianEnv = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };

/** Packages are missing and could not be installed. `command` is what a person can run. */
export class PackagesMissing extends Error {
  name = "PackagesMissing";

  constructor(packages, why) {
    const command = `apt-get install --yes --no-install-recommends ${packages.join(" ")}`;
    super(`Debian packages are missing: ${packages.join(", ")} (${why}). Run as root: ${command}`);
    this.packages = packages;
    this.command = command;
  }
}

/** Those of the named packages that are not installed, in the order given. */
export async function missingDebianPackages(names) {
  if (!(await exists("/usr/bin/dpkg-query"))) return [...names];
  const { stdout } = await run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\\n", ...names]);
  const installed = new Set(stdout.split("\n").flatMap((line) => (line.startsWith("installed ") ? [line.slice("installed ".length)] : [])));
  return names.filter((name) => !installed.has(name));
}

/**
 * Installs what is missing of the named packages, and answers with the names that it installed.
 * Services of the packages are not started. Two processes may call it at once.
 *
 * @throws PackagesMissing when this process may not install, or apt-get fails.
 */
export async function ensureDebianPackages(names, options = {}) {
  const log = options.log ?? (() => undefined);
  const missing = await missingDebianPackages(names);
  if (missing.length === 0) return [];
  if (process.getuid?.() !== 0) throw new PackagesMissing(missing, "this process is not root");
  if (!(await exists("/usr/bin/apt-get"))) throw new PackagesMissing(missing, "there is no apt-get");

  return withLock(async () => {
    // Another process may have installed them while this one waited.
    const stillMissing = await missingDebianPackages(names);
    if (stillMissing.length > 0) await install(stillMissing, log);
    return stillMissing;
  });
}

async function install(packages, log) {
  if (await areListsOld()) {
    log("reading the package lists");
    await aptGet(["update"], packages);
  }
  log(`installing ${packages.join(", ")}`);
  await withServicesHeldBack(() => aptGet(["install", "--yes", "--no-install-recommends", ...packages], packages));
}

async function aptGet(words, packages) {
  const { exitCode, stderr } = await run(["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600", ...words]);
  if (exitCode !== 0) throw new PackagesMissing(packages, `apt-get ${words[0]} ended with ${exitCode}: ${stderr.trim().slice(-2000)}`);
}

async function areListsOld() {
  const lists = await readdir(listsPath).catch(() => []);
  const newest = await Promise.all(lists.filter((name) => name.includes("_Packages")).map((name) => stat(`${listsPath}/${name}`)));
  return !newest.some((found) => Math.max(found.mtimeMs, found.ctimeMs) > Date.now() - listsMaxAgeMs);
}

/** Debian asks `policy-rc.d` before it starts a service of a fresh package: 101 means no. */
async function withServicesHeldBack(act) {
  // A saved file without a running owner is left from a process that was killed here.
  if (await exists(savedPolicyPath)) await rename(savedPolicyPath, policyPath);
  const hadPolicy = await exists(policyPath);
  if (hadPolicy) await rename(policyPath, savedPolicyPath);
  try {
    await writeFile(policyPath, "#!/bin/sh\nexit 101\n");
    await chmod(policyPath, 0o755);
    return await act();
  } finally {
    if (hadPolicy) await rename(savedPolicyPath, policyPath);
    else await rm(policyPath, { force: true });
  }
}

async function withLock(act) {
  await mkdir(dirname(lockPath), { recursive: true });
  const deadline = Date.now() + lockPatienceMs;
  while (!(await takeLock())) {
    if (Date.now() > deadline) throw new PackagesMissing([], `another process holds ${lockPath}`);
    await sleep(200);
  }
  try {
    return await act();
  } finally {
    await rm(lockPath, { force: true });
  }
}

async function takeLock() {
  try {
    const file = await open(lockPath, "wx");
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    await dropLockOfTheDead();
    return false;
  }
}

async function dropLockOfTheDead() {
  const holder = Number(await readFile(lockPath, "utf8").catch(() => ""));
  // An empty lock is being written at this moment.
  if (!Number.isInteger(holder) || holder <= 0 || (await exists(`/proc/${holder}`))) return;
  // Renaming is the vote: of two that see the dead holder, one wins.
  const aside = `${lockPath}.${process.pid}`;
  await rename(lockPath, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

function run(words) {
  return new Promise((resolve, reject) => {
    const child = spawn(words[0], words.slice(1), { env: debianEnv, stdio: ["ignore", "pipe", "pipe"] });
    const stdout = [];
    const stderr = [];
    child.stdout.on("data", (bytes) => stdout.push(bytes));
    child.stderr.on("data", (bytes) => stderr.push(bytes));
    child.once("error", reject);
    child.once("close", (exitCode) =>
      resolve({ exitCode: exitCode ?? 1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
