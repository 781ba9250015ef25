import { expect, onTestFinished, test } from "vitest";

import type { HostKeyVerdict, SeenHostKey } from "./host-keys.ts";
import { startSshScene } from "./testing/ssh-scene.fixture.ts";

test("a host whose key is confirmed is reached at once, one with a changed key never, and a key is pinned after the sign-in", async () => {
  let verdict: HostKeyVerdict = "changed";
  let connections = 0;
  const confirmed: SeenHostKey[] = [];
  const hostKeys = {
    judge: () => Promise.resolve(verdict),
    // Asked once for each connection.
    algorithmsOf: () => {
      connections += 1;
      return Promise.resolve([]);
    },
    confirm: (seen: SeenHostKey) => Promise.resolve(void confirmed.push(seen)),
  };
  const scene = await startSshScene({ hostKeys });
  onTestFinished(() => scene[Symbol.asyncDispose]());

  await expect(scene.open()).rejects.toMatchObject({ code: "ssh.host_key_changed" });
  await expect(scene.open()).rejects.toMatchObject({ code: "ssh.host_key_changed" });
  expect([connections, confirmed, scene.lent()]).toEqual([1, [], 0]);

  verdict = "known";
  expect((await scene.open()).peer.kind).toBe("ssh");

  expect(confirmed).toMatchObject([{ host: "127.0.0.1", port: scene.sshd.port, algorithm: "ssh-ed25519" }]);
});
