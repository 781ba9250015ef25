import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { KeyRing, Secret, Vault } from "@postern/vault";
import type { Benchmark, Figure } from "./harness.ts";
import { measureRotation } from "./measure-rotation.ts";
import { microsecondsPerCall } from "./measure.ts";

const sizes = [64, 16_384];

/**
 * Sealing and opening one secret, against one bare AES-256-GCM pass over the same bytes with a key that is there already; and bringing many records to a
 * new master key.
 */
export const benchmark: Benchmark = {
  name: "vault",
  run: async () => [...sizes.flatMap((size) => figuresOf(size)), ...(await measureRotation())],
};

function figuresOf(size: number): readonly Figure[] {
  const plaintext = randomBytes(size);
  const key = randomBytes(32);
  const context = { recordId: "1234567890123456789012", scope: "workspace/1", provider: "tw-agent" };
  using vault = new Vault(KeyRing.generate(0));
  using secret = Secret.fromBytes(plaintext);
  const envelope = vault.seal(secret, context);
  const bare = encryptBare(key, plaintext);

  const seal = microsecondsPerCall(() => vault.seal(secret, context));
  const bareSeal = microsecondsPerCall(() => encryptBare(key, plaintext));
  const open = microsecondsPerCall(() => {
    vault.open(envelope, context).destroy();
  });
  const bareOpen = microsecondsPerCall(() => decryptBare(key, bare));
  return [
    { name: `vault seal, ${String(size)} bytes`, value: seal, unit: "µs", compared: { name: "bare AES-256-GCM", value: bareSeal } },
    { name: `vault open, ${String(size)} bytes`, value: open, unit: "µs", compared: { name: "bare AES-256-GCM", value: bareOpen } },
  ];
}

interface Encrypted {
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly body: Buffer;
}

function encryptBare(key: Buffer, plaintext: Buffer): Encrypted {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { nonce, body, tag: cipher.getAuthTag() };
}

function decryptBare(key: Buffer, { nonce, body, tag }: Encrypted): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
