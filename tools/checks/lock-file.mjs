import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { root as checkout } from "../commands/steps/root.mjs";
import { writeGenerated } from "./generated-file.mjs";
import { resolveLocked } from "./locked-packages.mjs";
import { listFiles } from "./source-files.mjs";

const lockPath = "package-lock.json";

/** `npm ci` works from this lock file: it agrees with every package.json, and names the packages of other platforms too. */
export const lockFile = {
  name: "lock-file",
  async run({ root }) {
    const lock = await readLock(root);
    const manifests = await readManifests(root);
    return { problems: [...disagreements(lock.packages, manifests), ...incomplete(lock.packages)] };
  },
};

/**
 * Workspace folders whose package.json asks for something else than the lock file knows.
 *
 * @param {Readonly<Record<string, any>>} packages
 * @param {readonly { folder: string, manifest: any }[]} manifests
 * @returns {string[]}
 */
export function disagreements(packages, manifests) {
  const asked = (entry = {}) =>
    JSON.stringify(["dependencies", "devDependencies", "optionalDependencies"].map((kind) => sorted(entry[kind])));
  return manifests
    .filter(({ folder, manifest }) => asked(packages[folder]) !== asked(manifest))
    .map(
      ({ folder }) =>
        `${join(folder, "package.json")} and ${lockPath} do not agree, so npm ci will refuse.\n  cure: npm install, then node tools/checks/lock-file.mjs --write`,
    );
}

/**
 * Optional packages, mostly those of other platforms, that the lock file has lost. npm leaves them out when the
 * registry at hand does not carry them, and then refuses to install from its own lock file.
 */
export function incomplete(packages) {
  const lost = lostPackages(packages);
  if (lost.length === 0) return [];
  return [
    `${lockPath} lacks ${String(lost.length)} optional packages, such as ${lost[0].name}, so npm ci will refuse.\n  cure: node tools/checks/lock-file.mjs --write`,
  ];
}

/** The lock file's packages with an entry for each lost one, which npm passes over on machines it is not for. */
export function completed(packages) {
  const added = lostPackages(packages).map(({ name, version }) => [
    `node_modules/${name}`,
    { version, ...platformOf(name), optional: true },
  ]);
  const all = Object.entries({ ...packages, ...Object.fromEntries(added) });
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function lostPackages(packages) {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const wanted = Object.entries(entry.optionalDependencies ?? {});
    return wanted.filter(([name]) => resolveLocked(packages, path, name) === undefined).map(([name, version]) => ({ name, version }));
  });
}

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32", "windows"];
const processors = ["arm64", "aarch64", "x64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32"];

// Such packages are named after the platform that they are for.
function platformOf(name) {
  const words = name.split(/[-/]/);
  const system = systems.find((word) => words.includes(word));
  const processor = processors.find((word) => words.includes(word));
  return {
    ...(processor === undefined ? {} : { cpu: [processor === "aarch64" ? "arm64" : processor] }),
    ...(words.includes("musl") ? { libc: ["musl"] } : {}),
    ...(system === undefined ? {} : { os: [system === "windows" ? "win32" : system] }),
  };
}

function sorted(object = {}) {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function readManifests(root) {
  const paths = (await listFiles(root, ["apps", "packages", "bench", "e2e", "tools"], ["package.json"])).filter(
    (path) => !path.includes("/fixtures/"),
  );
  return Promise.all(
    ["package.json", ...paths].map(async (path) => ({
      folder: dirname(path) === "." ? "" : dirname(path),
      manifest: JSON.parse(await readFile(join(root, path), "utf8")),
    })),
  );
}

async function readLock(root) {
  return JSON.parse(await readFile(join(root, lockPath), "utf8"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = await readLock(checkout);
  const wanted = `${JSON.stringify({ ...lock, packages: completed(lock.packages) }, null, 2)}\n`;
  await writeGenerated({ root: checkout, path: lockPath, wanted });
}
