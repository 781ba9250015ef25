import { createHmac } from "node:crypto";

import type { AuthorityKey } from "./host-certificate.ts";
import type { HostKeys, HostKeyVerdict, SeenHostKey } from "./host-keys.ts";
import { matchesWildcards } from "./match-wildcards.ts";

/** A key that the lines give to a host. */
export interface KnownHostKey {
  readonly algorithm: string;
  /** In base64. */
  readonly key: string;
}

interface KnownHost extends KnownHostKey {
  readonly marker: "revoked" | "authority" | undefined;
  readonly patterns: readonly string[];
}

/** A line that says nothing to us, with its number from 1. */
export interface UnreadLine {
  readonly line: number;
  readonly why: "not_a_key";
}

/** Host keys as the file `known_hosts` of OpenSSH has them: names with wildcards, refused ones, ports, hashed names, revoked keys, authorities. */
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
    const found = this.#of(host, port).filter(({ marker }) => marker !== "authority");
    const same = found.filter((known) => known.key === key && known.algorithm === algorithm);
    if (same.some(({ marker }) => marker === "revoked")) return Promise.resolve("revoked");
    if (same.length > 0) return Promise.resolve("known");
    // A key of another algorithm counts as changed too: else whoever stands between could choose one that nobody has seen yet.
    return Promise.resolve(found.some(({ marker }) => marker === undefined) ? "changed" : "unknown");
  }

  isRevoked({ host, port, key }: SeenHostKey): Promise<boolean> {
    return Promise.resolve(this.revokedOf(host, port).some((known) => known.key === key));
  }

  /** What whoever shows is not to be trusted, whatever else is known of the host. */
  revokedOf(host: string, port: number): readonly KnownHostKey[] {
    const found = [...new Set([...this.#of(host, port), ...this.#of(host, 22)])].filter(({ marker }) => marker === "revoked");
    return found.map(({ algorithm, key }) => ({ algorithm, key }));
  }

  algorithmsOf(host: string, port: number): Promise<readonly string[]> {
    const pinned = this.#of(host, port).filter(({ marker }) => marker === undefined);
    return Promise.resolve([...new Set(pinned.map(({ algorithm }) => algorithm))]);
  }

  authoritiesOf(host: string, port: number): Promise<readonly AuthorityKey[]> {
    return Promise.resolve(this.listAuthorities(host, port));
  }

  /** What may be trusted for a host; nothing that was revoked. */
  keysOf(host: string, port: number): readonly KnownHostKey[] {
    return this.#trusted(this.#of(host, port), undefined);
  }

  /** Of a host at any port too: a line that names `*.example.org` is meant for all of its doors. */
  listAuthorities(host: string, port: number): readonly AuthorityKey[] {
    return this.#trusted([...new Set([...this.#of(host, port), ...this.#of(host, 22)])], "authority");
  }

  #trusted(found: readonly KnownHost[], wanted: KnownHost["marker"]): readonly KnownHostKey[] {
    const revoked = new Set(found.filter(({ marker }) => marker === "revoked").map(({ key }) => key));
    const good = found.filter(({ key, marker }) => marker === wanted && !revoked.has(key));
    return good.map(({ algorithm, key }) => ({ algorithm, key }));
  }

  #of(host: string, port: number): readonly KnownHost[] {
    const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${String(port)}`;
    return this.#hosts.filter(({ patterns }) => isMeant(name, patterns));
  }
}

const markers: Readonly<Record<string, KnownHost["marker"]>> = { "@revoked": "revoked", "@cert-authority": "authority" };

function readLine(line: string): KnownHost | UnreadLine["why"] {
  const words = line.split(/[ \t]+/);
  const said = words[0]?.startsWith("@") === true ? words.shift() : undefined;
  const marker = said === undefined ? undefined : markers[said];
  const [names, algorithm, key] = words;
  if ((said !== undefined && marker === undefined) || names === undefined || algorithm === undefined) return "not_a_key";
  if (key === undefined || !isKeyOf(algorithm, key)) return "not_a_key";
  return { marker, patterns: names.split(","), algorithm, key };
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
