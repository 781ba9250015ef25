import { mkdir, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { SftpLost } from "./sftp-session.ts";
import { startSshScene } from "./testing/ssh-scene.fixture.ts";
import type { SshSceneOptions } from "./testing/ssh-scene.fixture.ts";

async function start(options: SshSceneOptions = {}) {
  const scene = await startSshScene(options);
  const folder = await realpath(await mkdtemp(join(tmpdir(), "postern-sftp-trouble-")));
  onTestFinished(async () => {
    await scene[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return { scene, folder };
}

test("an SFTP that is lost is replaced by another one in the same connection", async () => {
  const { scene, folder } = await start();
  const channel = await scene.open(folder);
  await channel.writeFile(join(folder, "file"), Buffer.from("one"));
  const first = await scene.account.sftp();

  first?.close();

  await expect(first?.stat(folder)).rejects.toBeInstanceOf(SftpLost);
  const second = await scene.account.sftp();
  expect((await second?.stat(folder))?.isDirectory()).toBe(true);
  await channel.writeFile(join(folder, "file"), Buffer.from("two"));
  expect([await readFile(join(folder, "file"), "utf8"), scene.lent()]).toEqual(["two", 1]);
});

test("an SFTP that cannot put a file in its place is not used", async () => {
  const { scene, folder } = await start({ hasSftp: false, settings: ["Subsystem sftp internal-sftp -P posix-rename"] });
  const channel = await scene.open(folder);

  expect(await scene.account.sftp()).toBeUndefined();
  await using writing = await channel.openWrite(join(folder, "file"));
  await writing.write(Buffer.from("content"));
  await writing.commit();

  expect(await readFile(join(folder, "file"), "utf8")).toBe("content");
});

test("a file is read when the work folder is gone", async () => {
  const { scene, folder } = await start();
  await mkdir(join(folder, "work"));
  const channel = await scene.open(join(folder, "work"));
  await channel.writeFile(join(folder, "file"), Buffer.from("content"));

  await rm(join(folder, "work"), { recursive: true });

  await using reading = await channel.openRead(join(folder, "file"));
  expect(reading.file).toMatchObject({ identity: expect.stringMatching(/^\d+$/) as unknown, sizeBytes: 7 });
});
