import { toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { Secret } from "@postern/vault";
import { expect, test } from "vitest";
import { FairSshKeyReader } from "./fair-ssh-key-reader.ts";

const u32 = (value: number): Buffer => Buffer.from(value.toString(16).padStart(8, "0"), "hex");
const string = (value: Buffer | string): Buffer => Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(value)]);

/** A key whose passphrase takes half a minute of work, and fits nothing. */
function slowKey(): string {
  const options = Buffer.concat([string("saltsaltsaltsalt"), u32(1024)]);
  const publicKey = Buffer.concat([string("ssh-ed25519"), string(Buffer.alloc(32))]);
  const parts = [Buffer.from("openssh-key-v1\0"), string("aes256-ctr"), string("bcrypt"), string(options), u32(1)];
  const file = Buffer.concat([...parts, string(publicKey), string(Buffer.alloc(160))]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${file.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

test("closing ends what is being read, and says that it is not the key that is at fault", async () => {
  const clock = new ManualClock();
  const reader = new FairSshKeyReader(clock);
  const paste = { text: Secret.fromUtf8(slowKey()), passphrase: Secret.fromUtf8("secret") };
  const reading = [1, 2, 3].map((user) => reader.read(toUserId(user), paste));
  const ended = Promise.allSettled(reading);
  await expect.poll(() => clock.sleeperCount).toBe(2);

  await reader[Symbol.asyncDispose]();

  for (const end of await ended) expect(end).toMatchObject({ status: "rejected", reason: { code: "server.closing" } });
});

test("a key that takes longer than a minute is refused for that", async () => {
  const clock = new ManualClock();
  await using reader = new FairSshKeyReader(clock);
  const reading = reader.read(toUserId(1), { text: Secret.fromUtf8(slowKey()), passphrase: Secret.fromUtf8("secret") });
  await expect.poll(() => clock.sleeperCount).toBe(1);

  clock.advance(60_000);

  expect(await reading).toMatchObject({ kind: "refused", reason: "derivation_too_slow" });
});
