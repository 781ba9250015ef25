import { toComputeEnvId, toCredentialId, toManagedKeyId, toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, onTestFinished, test } from "vitest";
import { SshAccounts } from "./ssh-accounts.ts";
import type { ManagedSignIn } from "../../features/managed-identities/sign-ins.ts";
import type { SshSignIn, SshWay } from "./ssh-way.ts";

const [jane, john] = [toUserId(1), toUserId(2)];
const home = { kind: "personal", userId: jane } as const;
const signIn: SshSignIn = { credentialId: toCredentialId("c"), revision: 1, ownerUserId: jane, workspaceId: null };
const wayOf = (change: Partial<SshWay[0]> = {}, now = signIn): SshWay => [
  { host: "login", port: 22, userName: "lab", isJumpHost: false, signIn: now, ...change },
];
/** The key of Jane herself for a managed identity. */
const own = { revision: 1, host: "login", port: 22, userName: "lab", jumpHosts: [{ host: "gate", port: 2200 }] };
const asJane: SshSignIn = { ...signIn, credentialId: toCredentialId("m"), managedKeyId: toManagedKeyId("m") };
const closed = { code: "agent.offline" };

function open() {
  let current: SshSignIn | undefined = signIn;
  let managed: Omit<ManagedSignIn, "keyId"> | undefined = own;
  const clock = new ManualClock();
  const accounts = new SshAccounts({
    clock,
    secrets: { withKeys: () => Promise.reject(new TypeError("nobody signs in here")) },
    credentials: { findSshSignIn: () => Promise.resolve(current) },
    managed: { findSignIn: (keyId) => Promise.resolve(managed && { ...managed, keyId }) },
    managedKeys: { withKey: () => Promise.reject(new TypeError("nobody signs in here")) },
    hostKeysOf: () => ({ judge: () => Promise.resolve("unknown"), algorithmsOf: () => Promise.resolve([]) }),
  });
  onTestFinished(() => accounts[Symbol.asyncDispose]());
  const get = (way: SshWay = wayOf(), userId = jane, trustChangedAt = 0) =>
    accounts.get({ home, way, trustChangedAt, cause: { userId, environmentId: toComputeEnvId("e") } });
  const change = (next: SshSignIn | undefined): unknown => (current = next);
  return { accounts, clock, get, change, changeOwn: (next: typeof managed): unknown => (managed = next) };
}

test("all who act as one account on one host share it; another host, port, account or credential is another one", () => {
  const { get } = open();
  const other = { ...signIn, credentialId: toCredentialId("d") };

  const shared = get();
  const apart = [wayOf({ host: "other" }), wayOf({ port: 2222 }), wayOf({ userName: "root" }), wayOf({}, other)].map((way) => get(way));

  expect(get(wayOf(), john)).toBe(shared);
  expect(new Set([shared, ...apart]).size).toBe(5);
});

test("what was opened with a credential as it was before is ended by the first who uses it as it is now", async () => {
  const { get } = open();
  const old = get();

  const next = get(wayOf({}, { ...signIn, revision: 2 }));

  expect(next).not.toBe(old);
  await expect(old.connection()).rejects.toMatchObject(closed);
});

test("what knows a host by a key that was replaced since is ended by the first who has looked that up, and nobody who has not ends the new", async () => {
  const { get } = open();
  const old = get();

  const next = get(wayOf(), jane, 5);

  expect(next).not.toBe(old);
  await expect(old.connection()).rejects.toMatchObject(closed);
  expect(get()).toBe(next);
  expect(get(wayOf(), john, 5)).toBe(next);
});

test("somebody who looked the credential up before it was edited ends nothing that is newer", async () => {
  const { get } = open();
  const newer = get(wayOf({}, { ...signIn, revision: 2 }));

  get();

  expect(get(wayOf({}, { ...signIn, revision: 2 }))).toBe(newer);
});

test.each([
  ["edited", { ...signIn, revision: 2 }],
  ["deleted", undefined],
])("the news that a credential was %s ends what was opened with it, and nothing of other places", async (_what, next) => {
  const { accounts, get, change } = open();
  const account = get();
  change(next);

  await accounts.endOutdated({ kind: "personal", userId: john });
  expect(get()).toBe(account);
  await accounts.endOutdated(home);

  await expect(account.connection()).rejects.toMatchObject(closed);
});

test.each([
  ["is another one", { ...own, revision: 2 }],
  ["is for another account", { ...own, userName: "other" }],
  ["is for another host", { ...own, host: "elsewhere" }],
  ["is gone, or its person has left", undefined],
])("the news that the key of a person %s ends what was opened with it, and nothing of others", async (_what, next) => {
  const { accounts, get, changeOwn } = open();
  const [account, ofPlace] = [get(wayOf({}, asJane)), get()];
  changeOwn(next);

  await accounts.endLost(john);
  await accounts.endOutdated(home);
  expect(get(wayOf({}, asJane))).toBe(account);
  await accounts.endLost(jane);

  await expect(account.connection()).rejects.toMatchObject(closed);
  expect(get()).toBe(ofPlace);
});

test("the key of a person that is as it was keeps its connection when something else has changed", async () => {
  const { accounts, get } = open();
  const account = get(wayOf({}, asJane));

  await accounts.endLost(jane);

  expect(get(wayOf({}, asJane))).toBe(account);
});

test("it also keeps a way by hosts of the managed identity, which ends with the host that is passed there no more", async () => {
  const { accounts, get, changeOwn } = open();
  const [login] = wayOf({}, asJane);
  const way: SshWay = [{ ...login, host: "gate", port: 2200, isJumpHost: true }, login];
  const account = get(way);

  await accounts.endLost(jane);
  expect(get(way)).toBe(account);
  changeOwn({ ...own, jumpHosts: [{ host: "gate", port: 22 }] });
  await accounts.endLost(jane);

  await expect(account.connection()).rejects.toMatchObject(closed);
});

test("a replaced host key ends what goes by that host and port alone", async () => {
  const { accounts, get } = open();
  const [meant, other] = [get(), get(wayOf({ port: 2222 }))];

  accounts.endAt(home, { host: "login", port: 22 });

  await expect(meant.connection()).rejects.toMatchObject(closed);
  expect(get(wayOf({ port: 2222 }))).toBe(other);
});

test("a server that closes opens none any more", async () => {
  const { accounts, get } = open();
  const account = get();

  await accounts[Symbol.asyncDispose]();

  await expect(account.connection()).rejects.toMatchObject(closed);
  expect(() => get()).toThrow(expect.objectContaining({ code: "server.closing" }));
});

test("a way that nobody goes any more is forgotten when another one is gone, and one that is asked for stays", async () => {
  const { clock, get } = open();
  const [old, kept] = [get(wayOf({ host: "old" })), get()];
  clock.advance(10 * 60_000);
  get();
  clock.advance(6 * 60_000);

  get(wayOf({ host: "new" }));

  await expect(old.connection()).rejects.toMatchObject(closed);
  expect(get(wayOf({ host: "old" }))).not.toBe(old);
  expect(get()).toBe(kept);
});
