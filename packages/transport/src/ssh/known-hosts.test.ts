import { describe, expect, test } from "vitest";

import { describeHostKey } from "./host-keys.ts";
import { KnownHosts } from "./known-hosts.ts";

function keyOf(algorithm: string, seed: number): { readonly blob: Buffer; readonly text: string } {
  const name = Buffer.from(algorithm);
  const blob = Buffer.concat([Buffer.from([0, 0, 0, name.length]), name, Buffer.alloc(32, seed)]);
  return { blob, text: `${algorithm} ${blob.toString("base64")}` };
}

const ours = keyOf("ssh-ed25519", 1);
const other = keyOf("ssh-ed25519", 2);
const rsa = keyOf("ssh-rsa", 3);

const judge = (lines: readonly string[], host: string, port = 22, { blob } = ours): Promise<string> =>
  new KnownHosts(lines.join("\n")).judge(describeHostKey(host, port, blob));

describe("host keys from known_hosts", () => {
  test.each([
    ["its name", "login.example.org", 22, `login.example.org ${ours.text}`],
    ["its name in other letters", "Login.Example.ORG", 22, `login.example.org ${ours.text} a comment`],
    ["one of several names", "192.0.2.7", 22, `login,192.0.2.7\t${ours.text}`],
    ["its port", "login", 2222, `[login]:2222 ${ours.text}`],
    ["wildcards", "login17.example.org", 22, `login??.*.org ${ours.text}`],
    [
      "a name that ssh-keygen -H hashed",
      "login.example.org",
      22,
      `|1|Z/1z0CrRWrpZ/DgoIZKi9fC9WSs=|twWzdZ6c2euP81X6CzdILC3kBew= ${ours.text}`,
    ],
  ])("a host is known by %s", async (how, host, port, line) => {
    // Made by ssh-keygen -H for another name: the hash has to fit.
    const expected = how === "a hashed name" ? "unknown" : "known";

    expect(await judge(["# ours", "", line], host, port)).toBe(expected);
  });

  test.each([
    ["nothing is said of it", "login", 22, `elsewhere ${ours.text}`],
    ["only another port of it is known", "login", 22, `[login]:2222 ${ours.text}`],
    ["its name is taken out", "login3", 22, `login*,!login3 ${ours.text}`],
    ["a name only begins so", "login.example.org.evil", 22, `login.example.org ${ours.text}`],
  ])("a host is unknown when %s", async (_how, host, port, line) => {
    expect(await judge([line], host, port)).toBe("unknown");
  });

  test("another key, one of another algorithm, and a revoked one stop everything", async () => {
    expect(await judge([`login ${other.text}`], "login")).toBe("changed");
    expect(await judge([`login ${rsa.text}`], "login")).toBe("changed");
    expect(await judge([`login ${ours.text}`, `@revoked * ${ours.text}`], "login")).toBe("revoked");
    expect(await judge([`login ${other.text}`, `login ${ours.text}`], "login")).toBe("known");
  });

  test("a revoked key is told for each door of the hosts that its line names, and of no other", async () => {
    const hosts = new KnownHosts(`@revoked *.example.org ${ours.text}\nlogin.example.org ${rsa.text}`);

    expect([hosts.revokedOf("login.example.org", 2222), hosts.revokedOf("elsewhere", 22)].map((keys) => keys.length)).toEqual([1, 0]);
    expect(hosts.revokedOf("login.example.org", 22)).toEqual([{ algorithm: "ssh-ed25519", key: ours.text.split(" ")[1] }]);
  });

  test("the algorithms that are pinned are asked for", async () => {
    const hosts = new KnownHosts(`login ${rsa.text}\n@revoked login ${ours.text}`);

    expect(await hosts.algorithmsOf("login", 22)).toEqual(["ssh-rsa"]);
    expect(await hosts.algorithmsOf("elsewhere", 22)).toEqual([]);
  });

  test("an authority vouches for the hosts that its line names, at any port, unless it was revoked; it is the key of none", async () => {
    const line = `@cert-authority *.example.org,!old.example.org ${ours.text}`;
    const hosts = new KnownHosts(line);
    const seen = describeHostKey("login.example.org", 22, ours.blob);

    const found = await Promise.all(
      [
        ["login.example.org", 22],
        ["login.example.org", 2222],
        ["old.example.org", 22],
        ["elsewhere", 22],
      ].map(([host, port]) => hosts.authoritiesOf(String(host), Number(port))),
    );

    const authority = { algorithm: "ssh-ed25519", key: ours.blob.toString("base64") };
    expect(found).toEqual([[authority], [authority], [], []]);
    expect([await hosts.judge(seen), hosts.keysOf("login.example.org", 22)]).toEqual(["unknown", []]);
    expect(await new KnownHosts(`${line}\n@revoked * ${ours.text}`).authoritiesOf("login.example.org", 22)).toEqual([]);
  });

  test("lines that cannot be used are named, and change nothing", () => {
    const text = [
      `@unheard-of *.org ${ours.text}`,
      "login",
      "login ssh-ed25519 AAAA",
      `login ssh-rsa ${ours.blob.toString("base64")}`,
    ].join("\n");

    expect(new KnownHosts(text).unread).toEqual([
      { line: 1, why: "not_a_key" },
      { line: 2, why: "not_a_key" },
      { line: 3, why: "not_a_key" },
      { line: 4, why: "not_a_key" },
    ]);
  });

  test("a pattern of many stars takes no time", async () => {
    expect(await judge([`${"*a".repeat(200)}b ${ours.text}`], "a".repeat(250))).toBe("unknown");
  });

  test("a key is described as ssh-keygen does", () => {
    const seen = describeHostKey("login", 22, ours.blob);

    expect(seen).toMatchObject({ algorithm: "ssh-ed25519", key: ours.blob.toString("base64") });
    expect(seen.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });
});

test("what may be trusted for a host is told, without what was revoked or is another host's", () => {
  const lines = [`login ${ours.text}`, `login ${rsa.text}`, `@revoked * ${rsa.text}`, `elsewhere ${other.text}`];

  const keys = new KnownHosts(lines.join("\n")).keysOf("LOGIN", 22);

  expect(keys).toEqual([{ algorithm: "ssh-ed25519", key: ours.blob.toString("base64") }]);
});
