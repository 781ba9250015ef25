import { ensureDebianPackages } from "../../debian-packages.mjs";
import { ensureNextflow } from "../../nextflow/install.mjs";
import { findOnPath } from "./find-on-path.mjs";

const packages = [
  "busybox",
  "curl",
  "docker-registry",
  "git",
  "gridengine-client",
  "gridengine-exec",
  "gridengine-master",
  "munge",
  "nats-server",
  "openssh-client",
  "openssh-server",
  "openssl",
  "postgresql",
  "skopeo",
  "slurm-wlm",
  "wget",
];

/**
 * The real parts that tests run on: schedulers, PostgreSQL, OpenSSH, a browser, Java and Nextflow. Installs what is missing where it may.
 *
 * @returns {Promise<readonly string[]>} what could not be had, each with its cure. Tests that need it then fail, not hide.
 */
export async function ensureTestParts() {
  const problems = [];
  const log = (text) => process.stdout.write(`    ${text}\n`);
  await ensureDebianPackages(await wantedPackages(), { log }).catch((error) => problems.push(error.message));
  await ensureChromium(log).catch((error) => problems.push(error.message));
  await ensureNextflow({ log }).catch((error) => problems.push(error.message));
  return problems;
}

// A Java that came from elsewhere is as good as Debian's.
async function wantedPackages() {
  const java = (await isOnPath("java")) && (await isOnPath("javac"));
  return [...packages, ...(java ? [] : ["openjdk-17-jdk-headless"])];
}

/** The shell without windows takes a fifth less of the processor than the whole browser, which does as well where the shell cannot be had. */
async function ensureChromium(log) {
  try {
    await ensureDebianPackages(["chromium-headless-shell"], { log });
  } catch (error) {
    if (!(await isOnPath("chromium"))) throw error;
    log("no chromium-headless-shell: the pages are shown in the whole chromium");
  }
}

const isOnPath = async (program) => (await findOnPath(program)) !== undefined;
