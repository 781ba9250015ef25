/** A word of a host that names things well: `gadi-login-03.nci.example.org` is `gadi-login-03`. */
export function nameOfHost(host: string): string {
  const isAddress = /^[\d.]+$|:/.test(host);
  const word = isAddress ? host.replace(/[.:]+/g, "-") : (host.split(".")[0] ?? "");
  const name = word
    .replace(/[^A-Za-z0-9_-]/g, "")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return name === "" ? "cluster" : name;
}

/** The name, or with a number behind it where it is taken. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  for (let number = 2; ; number += 1) {
    const other = `${name}-${String(number)}`;
    if (!taken.includes(other)) return other;
  }
}
