import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, makeSshKey, sshKeygen } from "@postern/testing";
import type { MadeSshKey, SshKeyWish } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openSshChannel, SshAccount } from "./index.ts";
import type { SshChannel, SshKey } from "./index.ts";
import { startSshScene } from "./testing/ssh-scene.fixture.ts";
import type { SshScene } from "./testing/ssh-scene.fixture.ts";

let folder = "";
let authority: MadeSshKey;
let scene: SshScene;

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  folder = await mkdtemp(join(tmpdir(), "postern-ssh-certificates-"));
  authority = await makeSshKey(folder, { type: "ed25519" });
  scene = await startSshScene({ settings: [`TrustedUserCAKeys ${authority.path}.pub`] });
  // Nobody comes in by a key alone.
  await scene.sshd.authorize([]);
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function certified(wish: SshKeyWish, more: readonly string[]): Promise<SshKey> {
  const key = await makeSshKey(folder, wish);
  await sshKeygen(["-q", "-s", authority.path, "-I", "jane", "-n", userInfo().username, ...more, `${key.path}.pub`]);
  return { privateKey: key.privateText, certificate: await readFile(`${key.path}-cert.pub`, "utf8") };
}

async function openWith(key: SshKey): Promise<SshChannel> {
  const { target } = scene;
  const clock = new SystemClock();
  await using account = new SshAccount({ clock, target: { ...target, login: { ...target.login, lendKey: (act) => act(key) } } });
  return await openSshChannel(account, { clock, workDir: "/" });
}

describe("a user certificate", () => {
  test.each<SshKeyWish>([
    { type: "ed25519" },
    { type: "rsa", bits: 2048 },
    { type: "ecdsa", bits: 256 },
    { type: "ecdsa", bits: 384 },
    { type: "ecdsa", bits: 521 },
  ])("signs in with a key of $type $bits where the key alone does not", async (wish) => {
    const key = await certified(wish, ["-V", "+5m"]);

    const channel = await openWith(key);

    expect(channel.peer.userName).toBe(userInfo().username);
    await expect(openWith({ privateKey: key.privateKey })).rejects.toMatchObject({ code: "ssh.refused" });
  });

  test.each([
    ["without an end", ["-V", "always:forever"]],
    ["with an end", ["-V", "+5m"]],
  ])("%s for another address is refused as any key", async (_how, words) => {
    const key = await certified({ type: "ed25519" }, [...words, "-O", "source-address=192.0.2.7/32"]);

    await expect(openWith(key)).rejects.toMatchObject({ code: "ssh.refused" });
  });

  test.each<SshKeyWish>([{ type: "ed25519" }, { type: "rsa", bits: 2048 }, { type: "ecdsa", bits: 256 }])(
    "that has ended is told with its end, and not shown: $type",
    async (wish) => {
      const key = await certified(wish, ["-V", "20200101000000Z:20200102000000Z"]);

      await expect(openWith(key)).rejects.toMatchObject({
        code: "ssh.certificate_ended",
        message: expect.stringMatching(/^The certificate for .+ on 127\.0\.0\.1:\d+ ended at 2020-01-02T00:00:00\.000Z\.$/) as string,
      });
    },
  );
});
