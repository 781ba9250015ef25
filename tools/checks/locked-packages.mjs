/**
 * Where a package that another one asks for lies, by the lock file, looked for as Node does: in the folder's own
 * node_modules first, then in each parent's. A workspace package is answered with its folder.
 *
 * @param {Readonly<Record<string, any>>} packages the `packages` member of package-lock.json.
 * @returns {string | undefined}
 */
export function resolveLocked(packages, from, name) {
  for (let base = from; ; base = parentOf(base)) {
    const path = `${base === "" ? "" : `${base}/`}node_modules/${name}`;
    const entry = packages[path];
    if (entry !== undefined) return entry.link === true ? entry.resolved : path;
    if (base === "") return undefined;
  }
}

function parentOf(path) {
  const cut = path.lastIndexOf("/node_modules/");
  return cut === -1 ? "" : path.slice(0, cut);
}
