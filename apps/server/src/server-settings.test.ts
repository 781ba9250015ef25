import { readSettings } from "@postern/runtime";
import { expect, test } from "vitest";
import { toServerSettings } from "./server-settings.ts";
import type { ServerSettings } from "./server-settings.ts";

const settingsOf = (flags: Record<string, string>): ServerSettings =>
  toServerSettings(readSettings({ flags: { "data-dir": "/data", ...flags }, environment: {} }));

function refusalOf(flags: Record<string, string>): unknown {
  try {
    return settingsOf(flags);
  } catch (error) {
    return error;
  }
}

test("everything has its place in the data folder unless it is named", () => {
  expect(settingsOf({})).toMatchObject({
    dataDir: "/data",
    databaseUrl: "sqlite:/data/postern.db",
    keyFile: "/data/keys/vault.key",
    host: "127.0.0.1",
    port: 8000,
    publicUrl: undefined,
    tls: { kind: "off" },
    allowsLocalEnvironments: false,
  });
  expect(settingsOf({ "key-file": "/k", database: "postgresql:///p" })).toMatchObject({ keyFile: "/k", databaseUrl: "postgresql:///p" });
});

test("people may found organizations and work outside them, within generous limits, unless the settings say otherwise", () => {
  expect(settingsOf({})).toMatchObject({ hasPersonalWorkspaces: true, whoFoundsOrganizations: "everybody", limits: { members: 10_000 } });

  const flags = { "personal-workspaces": "false", "organization-founders": "administrators", "max-workspaces": "7", "max-members": "0" };
  expect(settingsOf(flags)).toMatchObject({
    hasPersonalWorkspaces: false,
    whoFoundsOrganizations: "administrators",
    limits: { members: null, workspaces: 7, teams: 1000, participants: 1000, customRoles: 100, activeRuns: null },
  });
});

test.each([
  ["127.0.0.1:0", "127.0.0.1", 0],
  ["[::1]:65535", "::1", 65_535],
  ["localhost:80", "localhost", 80],
])("%s is an address to listen on", (listen, host, port) => {
  expect(settingsOf({ listen })).toMatchObject({ host, port });
});

test.each([
  ["https://postern.example.org", "https://postern.example.org"],
  ["https://Postern.Example.org/", "https://postern.example.org"],
  // As browsers name it in Origin.
  ["https://postern.example.org:443", "https://postern.example.org"],
  ["http://10.0.0.1:8000", "http://10.0.0.1:8000"],
])("%s is a public address: %s", (given, publicUrl) => {
  expect(settingsOf({ "public-url": given }).publicUrl).toBe(publicUrl);
});

test("a certificate and its key are two files", () => {
  expect(settingsOf({ tls: "/c.pem,/k.pem" }).tls).toEqual({ kind: "files", certPath: "/c.pem", keyPath: "/k.pem" });
  expect(settingsOf({ tls: "self-signed" }).tls).toEqual({ kind: "self-signed" });
});

test.each([
  ["data-dir", ""],
  ["listen", "127.0.0.1:65536"],
  ["public-url", "postern.example.org"],
  ["public-url", "https://postern.example.org/path"],
  ["public-url", "https://user:secret@postern.example.org"],
  ["public-url", "https://postern.example.org?x"],
  ["public-url", "ftp://postern.example.org"],
  ["public-url", 'https://a"$(id)".org'],
  ["tls", "on"],
  ["tls", "a,b,c"],
])("a setting that cannot be meant is refused by its name: %s %s", (key, value) => {
  expect(refusalOf({ [key]: value })).toMatchObject({ code: "setting.invalid", fields: [key] });
});

test("commands on the server's own machine get the environment of the server, and none of its settings", () => {
  const settings = readSettings({ flags: { "data-dir": "/data" }, environment: {} });

  const { localMachine } = toServerSettings(settings, { PATH: "/bin", POSTERN_KEY_FILE: "/k" });

  expect(localMachine).toEqual({ workDir: "/data", env: { PATH: "/bin" } });
});

test("proxies are addresses and networks, and anything else is named", () => {
  const read = (value: string) =>
    toServerSettings(readSettings({ flags: { "data-dir": "/d", "trusted-proxies": value }, environment: {} })).trustedProxies;

  expect(read("")).toEqual([]);
  expect(read("127.0.0.1, 10.1.0.0/16,::1,fd00::/8")).toEqual(["127.0.0.1", "10.1.0.0/16", "::1", "fd00::/8"]);
  for (const wrong of ["proxy.example.org", "10.0.0.0/33", "10.0.0/8", "true", "*", "1.2.3.4/8/8"]) {
    expect(() => read(wrong)).toThrow(expect.objectContaining({ code: "setting.invalid", message: expect.stringContaining(wrong) }));
  }
});

test("where SSH keys sign in from are addresses, and anything else is named", () => {
  const read = (value: string) =>
    toServerSettings(readSettings({ flags: { "data-dir": "/d", "ssh-from": value }, environment: {} })).sshFrom;

  expect(read("")).toEqual([]);
  expect(read("192.0.2.7, 2001:db8::7")).toEqual(["192.0.2.7", "2001:db8::7"]);
  for (const wrong of ["server.example.org", "10.0.0.0/8", '1.2.3.4"', "fe80::1%eth0"]) {
    expect(() => read(wrong)).toThrow(expect.objectContaining({ code: "setting.invalid", message: expect.stringContaining(wrong) }));
  }
});

test("tw-agent comes from a place of one's own, over http only as the very file that it must be", () => {
  const sum = "a".repeat(64);

  expect(settingsOf({}).twAgent).toEqual({ url: expect.stringMatching(/v0\.5\.5\/tw-agent-linux-x86_64$/), sha256: undefined });
  const mirror = { "tw-agent-url": "http://mirror.example.org/tw-agent", "tw-agent-checksum": sum };
  expect(settingsOf(mirror).twAgent).toEqual({ url: "http://mirror.example.org/tw-agent", sha256: sum });
  expect(refusalOf({ "tw-agent-url": "http://mirror.example.org/tw-agent" })).toMatchObject({ fields: ["tw-agent-url"] });
  expect(refusalOf({ "tw-agent-url": "https://me:secret@example.org/tw-agent" })).toMatchObject({ code: "setting.invalid" });
  expect(refusalOf({ "tw-agent-checksum": "A".repeat(64) })).toMatchObject({ code: "setting.invalid" });
});
