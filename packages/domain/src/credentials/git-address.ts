/** Where a repository, or a part of a Git host, is: however it was written. */
export interface GitAddress {
  /** `ssh`: also every other way whose port says nothing of the web server on the same host. */
  readonly scheme: "https" | "http" | "ssh";
  /** Lower case, one name for each host. */
  readonly host: string;
  /** Empty for the usual port of the scheme. */
  readonly port: string;
  /** Decoded, without the `.git` at the end. */
  readonly path: readonly string[];
  readonly ending: "" | ".git";
}

/** One text for every way to write the same. */
export function renderGitAddress({ host, port, path }: Pick<GitAddress, "host" | "port" | "path">): string {
  return `${host}${port === "" ? "" : `:${port}`}/${path.map((part) => `${encodeURIComponent(part)}/`).join("")}`;
}
