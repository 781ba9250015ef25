import { createHmac } from "node:crypto";

import type { HostKeys, HostKeyVerdict, SeenHostKey } from "./host-keys.ts";

/** A key that the lines give to a host. */
export interface KnownHostKey {
  readonly algorithm: string;
  /** In base64. */
  readonly key: string;
}

interface KnownHost extends KnownHostKey {
  readonly isRevoked: boolean;
  readonly patterns: readonly string[];
}

/** A line that says nothing to us, with its number from 1. */
export interface UnreadLine {
  readonly line: number;
  readonly why: "not_a_key" | "authority";
}

/**
 * Host keys as the file `known_hosts` of OpenSSH has them: names with wildcards, refused ones, ports, hashed names, revoked keys.
 *
 * Lines of certificate authorities are not used: the SSH library that we have does not ask hosts for their certificates.
 */
export class KnownHosts implements HostKeys {
  readonly unread: readonly UnreadLine[];
  readonly #hosts: readonly KnownHost[];

  constructor(text: string) {
    const hosts: KnownHost[] = [];
    const unread: UnreadLine[] = [];
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (/^\s*(#|$)/.test(line)) continue;
      const read = readLine(line.trim());
      if (typeof read === "string") unread.push({ line: index + 1, why: read });
      else hosts.push(read);
    }
    this.#hosts = hosts;
    this.unread = unread;
  }

  judge({ host, port, algorithm, key }: SeenHostKey): Promise<HostKeyVerdict> {
    const found = this.#of(host, port);
    const same = found.filter((known) => known.key === key && known.algorithm === algorithm);
    if (same.some(({ isRevoked }) => isRevoked)) return Promise.resolve("changed");
    if (same.length > 0) return Promise.resolve("known");
    // A key of another algorithm counts as changed too: else whoever stands between could choose one that nobody has seen yet.
    return Promise.resolve(found.some(({ isRevoked }) => !isRevoked) ? "changed" : "unknown");
  }

  algorithmsOf(host: string, port: number): Promise<readonly string[]> {
    const pinned = this.#of(host, port).filter(({ isRevoked }) => !isRevoked);
    return Promise.resolve([...new Set(pinned.map(({ algorithm }) => algorithm))]);
  }

  /** What may be trusted for a host; nothing that was revoked. */
  keysOf(host: string, port: number): readonly KnownHostKey[] {
    const found = this.#of(host, port);
    const revoked = new Set(found.filter(({ isRevoked }) => isRevoked).map(({ key }) => key));
    return found.filter(({ key }) => !revoked.has(key)).map(({ algorithm, key }) => ({ algorithm, key }));
  }

  #of(host: string, port: number): readonly KnownHost[] {
    const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${String(port)}`;
    return this.#hosts.filter(({ patterns }) => isMeant(name, patterns));
  }
}

function readLine(line: string): KnownHost | UnreadLine["why"] {
  const words = line.split(/[ \t]+/);
  const marker = words[0]?.startsWith("@") === true ? words.shift() : undefined;
  if (marker === "@cert-authority") return "authority";
  const [names, algorithm, key] = words;
  if ((marker !== undefined && marker !== "@revoked") || names === undefined || algorithm === undefined) return "not_a_key";
  if (key === undefined || !isKeyOf(algorithm, key)) return "not_a_key";
  return { isRevoked: marker === "@revoked", patterns: names.split(","), algorithm, key };
}

function isKeyOf(algorithm: string, key: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return false;
  const blob = Buffer.from(key, "base64");
  if (blob.length < 8) return false;
  return blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1") === algorithm;
}

function isMeant(name: string, patterns: readonly string[]): boolean {
  const matching = patterns.filter((pattern) => matches(name, pattern.replace(/^!/, "")));
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith("!"));
}

function matches(name: string, pattern: string): boolean {
  const hashed = /^\|1\|(?<salt>[^|]+)\|(?<hash>[^|]+)$/.exec(pattern)?.groups;
  if (hashed !== undefined) {
    const salt = Buffer.from(hashed["salt"] ?? "", "base64");
    return createHmac("sha1", salt).update(name).digest("base64") === hashed["hash"];
  }
  return matchesWildcards(name, pattern.toLowerCase());
}

/** `*` and `?`, in time that grows with the product of both lengths whatever the pattern is. */
function matchesWildcards(name: string, pattern: string): boolean {
  let states = new Set([0]);
  const grow = (from: ReadonlySet<number>): Set<number> => {
    const grown = new Set(from);
    // A set visits what is added while it is visited.
    for (const at of grown) if (pattern[at] === "*") grown.add(at + 1);
    return grown;
  };
  for (const character of name) {
    const next = new Set<number>();
    for (const at of grow(states)) {
      if (pattern[at] === "*") next.add(at);
      else if (pattern[at] === "?" || pattern[at] === character) next.add(at + 1);
    }
    states = next;
  }
  return grow(states).has(pattern.length);
}
