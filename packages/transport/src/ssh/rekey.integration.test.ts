import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { seededRandom } from "@postern/testing";
import { expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const mebibyte = 1024 * 1024;
const sizeBytes = 50 * mebibyte;
const pieceBytes = 256 * 1024;
const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("fifty megabytes each way arrive as they were while the host asks for new keys at each megabyte, and commands are answered", async () => {
  const scene = await startSshScene({ settings: ["RekeyLimit 1M", "LogLevel DEBUG1"] });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  const channel = await scene.open(scene.home);
  const random = seededRandom(3);
  const bytes = Buffer.from(Uint32Array.from({ length: sizeBytes / 4 }, () => random() * 2 ** 32).buffer);
  const text = bytes
    .subarray(0, 2 * mebibyte)
    .toString("hex")
    .slice(0, 3 * mebibyte);
  await writeFile(join(scene.home, "down"), bytes);
  await writeFile(join(scene.home, "text"), text);

  const [down, outputs] = await Promise.all([download(), printed(), upload()]);

  expect(hashOf(down)).toBe(hashOf(bytes));
  expect(hashOf(await readFile(join(scene.home, "up")))).toBe(hashOf(bytes));
  expect(outputs.every((output) => output === text)).toBe(true);
  expect(scene.lent()).toBe(1);
  // Within what it logged last: the keys changed after all but the last of it.
  expect(scene.sshd.log()).toMatch(/rekeying in, input 5\d{7} bytes/);

  async function download(): Promise<Buffer> {
    await using reading = await channel.openRead(join(scene.home, "down"));
    const pieces: Uint8Array[] = [];
    for await (const piece of reading) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async function upload(): Promise<void> {
    await using writing = await channel.openWrite(join(scene.home, "up"));
    for (let at = 0; at < sizeBytes; at += pieceBytes) await writing.write(bytes.subarray(at, at + pieceBytes));
    await writing.commit();
  }

  async function printed(): Promise<readonly string[]> {
    const texts: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { stdout } = await channel.run({ words: ["cat", join(scene.home, "text")], timeoutMs: 60_000, maxOutputBytes: 4 * mebibyte });
      texts.push(stdout);
    }
    return texts;
  }
});
