import type { SshAddressValues } from "../ssh-address.ts";

/** An address as somebody typed it. */
export interface ClusterAddress extends SshAddressValues {
  /** The hosts to pass on the way, in their order. */
  readonly jumps: readonly SshAddressValues[];
}

export type ReadAddress = { readonly address: ClusterAddress } | { readonly problem: string };

const usualPort = "22";

/**
 * What people type for a host: `ada@login.example.org`, with `:2222` behind it, as `ssh://…`, or the words of a command,
 * `ssh -p 2222 -J ada@gate ada@login`.
 */
export function readClusterAddress(text: string): ReadAddress {
  const words = text.trim().split(/\s+/);
  if (words[0] === "") return { problem: "Type an address, or pick an agent below." };
  const { rest, jumps, ...given } = readOptions(words[0] === "ssh" ? words.slice(1) : words);
  const [login, ...more] = rest;
  if (login === undefined || more.length > 0) return { problem: "One host is needed, such as ada@login.example.org." };
  const hosts = [...jumps, login].map((host, place) => readHost(host, place === jumps.length ? given : {}));
  const bad = hosts.find((host) => "problem" in host);
  if (bad !== undefined) return bad;
  const read = hosts.filter((host) => "host" in host).map(({ host }) => host);
  const last = read.at(-1);
  return last === undefined ? { problem: "One host is needed." } : { address: { ...last, jumps: read.slice(0, -1) } };
}

interface Options {
  readonly rest: readonly string[];
  readonly jumps: readonly string[];
  readonly port?: string;
  readonly userName?: string;
}

function readOptions(words: readonly string[]): Options {
  const [word, ...more] = words;
  if (word === undefined) return { rest: [], jumps: [] };
  const option = /^-(?<name>[pJl])(?<value>.*)$/.exec(word)?.groups;
  if (option === undefined) {
    const after = readOptions(more);
    return { ...after, rest: [word, ...after.rest] };
  }
  const isApart = option["value"] === "";
  const value = (isApart ? more[0] : option["value"]) ?? "";
  const after = readOptions(isApart ? more.slice(1) : more);
  if (option["name"] === "J") return { ...after, jumps: value.split(",") };
  return option["name"] === "p" ? { ...after, port: value } : { ...after, userName: value };
}

function readHost(text: string, given: Partial<Pick<SshAddressValues, "port" | "userName">>): ReadHost {
  // A name of an account may hold an @ itself, and an address of IPv6 is in brackets where a port follows.
  const parts = /^(?:ssh:\/\/)?(?:(?<user>.+)@)?(?<host>\[[^\]]+\]|[^:[\]@/]+|[^[\]@/]*:[^[\]@/]*:[^[\]@/]*?)(?::(?<port>\d+))?\/?$/.exec(
    text,
  )?.groups;
  if (parts === undefined)
    return { problem: `“${text}” is no address: write it as ada@login.example.org, with :2222 behind it for another port.` };
  const userName = given.userName ?? parts["user"];
  const hostName = (parts["host"] ?? "").replace(/^\[|\]$/g, "");
  if (userName === undefined) return { problem: `Write the account on ${hostName} before it, such as ada@${hostName}.` };
  const port = given.port ?? parts["port"] ?? usualPort;
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) return { problem: "A port is a number from 1 to 65535." };
  return { host: { hostName, port, userName } };
}

type ReadHost = { readonly host: SshAddressValues } | { readonly problem: string };

/** As it is shared in a link. */
export function writeClusterAddress({ jumps, ...login }: ClusterAddress): string {
  const word = writeHost(login);
  return jumps.length === 0 ? word : `-J ${jumps.map(writeHost).join(",")} ${word}`;
}

export function writeHost({ hostName, port, userName }: SshAddressValues): string {
  const host = hostName.includes(":") ? `[${hostName}]` : hostName;
  return `${userName}@${host}${port === usualPort ? "" : `:${port}`}`;
}
