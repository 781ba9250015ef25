import type { HostKeysOfHop, OfferedHostKey, PinnedHostKey } from "@postern/contracts";
import { expect, test } from "vitest";
import { addedWords, compareCommand, hopLook, hopName, keyName, trustWords } from "./host-key-words.ts";

const pin: PinnedHostKey = {
  ...{ algorithm: "ssh-ed25519", fingerprint: "SHA256:x", trust: "confirmed", pinnedAt: "2026-01-01T00:00:00Z", pinnedBy: "jane" },
};
const hop: HostKeysOfHop = { host: "login1", port: 22, userName: "js123", isJumpHost: false, keys: [pin], revoked: [], offered: null };
const offered: OfferedHostKey = { algorithm: "ssh-ed25519", fingerprint: "SHA256:y", offeredAt: "2026-01-01T00:00:00Z", state: "waiting" };

test.each([
  ["ssh-ed25519", "ed25519"],
  ["ecdsa-sha2-nistp256", "ecdsa"],
  ["ssh-rsa", "rsa"],
  ["rsa-sha2-512", "rsa"],
])("a key of %s is compared with the file of %s", (algorithm, kind) => {
  expect(compareCommand(algorithm)).toBe(`ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`);
});

test("a changed key is never shown as trusted, whatever is pinned", () => {
  expect(hopLook(hop).word).toBe("Trusted");
  expect(hopLook({ ...hop, keys: [] }).word).toBe("Not seen yet");
  expect(hopLook({ ...hop, keys: [], revoked: [pin] }).word).toBe("Not seen yet");
  expect(hopLook({ ...hop, keys: [], offered }).word).toBe("To confirm");
  expect(hopLook({ ...hop, offered: { ...offered, state: "refused" } })).toMatchObject({ word: "Changed", tone: "failed" });
});

test("who trusted a key is said, and that nobody compared one that was pinned at the first sign-in", () => {
  expect(trustWords(pin)).toBe("confirmed by jane");
  expect(trustWords({ ...pin, trust: "known_hosts", pinnedBy: null })).toBe(
    "from a known_hosts line, given by somebody whose account is gone",
  );
  expect(trustWords({ ...pin, trust: "first_use" })).toContain("compared by nobody");
  expect(trustWords({ ...pin, trust: "replaced" })).toBe("put in the place of another one by jane");
});

test("an authority is told from a key of the host itself", () => {
  expect([keyName("ssh-ed25519"), keyName("@cert-authority ssh-ed25519")]).toEqual([
    "ssh-ed25519",
    "authority whose certificates the host shows, ssh-ed25519",
  ]);
});

test("an unusual port belongs to the name", () => {
  expect([hopName(hop), hopName({ host: "login1", port: 2222 })]).toEqual(["login1", "login1:2222"]);
});

test("what became of pasted lines is said, line by line where they were of no use", () => {
  const unread = [2, 5].map((line) => ({ line, why: "not_a_key" as const }));

  expect(addedWords({ added: 0, revoked: 0, unread: [] })[0]).toMatch(/^No key was new\./);
  expect(addedWords({ added: 1, revoked: 0, unread: [] })[0]).toMatch(/^1 key is trusted now\./);
  expect(addedWords({ added: 0, revoked: 1, unread: [] })[0]).toMatch(/^No key was new\. 1 key is revoked and never taken\./);
  expect(addedWords({ added: 2, revoked: 0, unread })).toEqual([
    expect.stringMatching(/^2 keys are trusted now\./),
    "Line 2 is not a line of known_hosts.",
    "Line 5 is not a line of known_hosts.",
  ]);
});
