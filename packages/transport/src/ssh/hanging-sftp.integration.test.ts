import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const mebibyte = 1024 * 1024;
const gone = { code: "agent.gone", message: expect.stringContaining("in the middle of a file") as string };

/** Its SFTP is a process of its own, which can be stopped as a dead file server stops it: the host itself goes on answering. */
async function start() {
  const folder = await mkdtemp(join(tmpdir(), "postern-hanging-sftp-"));
  const [script, pidPath] = [join(folder, "sftp"), join(folder, "pid")];
  await writeFile(script, `#!/bin/sh\necho $$ >${pidPath}\nexec /usr/lib/openssh/sftp-server\n`, { mode: 0o755 });
  const scene = await startSshScene({ hasSftp: false, account: { sftpStallMs: 1_000 }, settings: [`Subsystem sftp ${script}`] });
  let hung: number | undefined;
  onTestFinished(async () => {
    if (hung !== undefined) process.kill(hung, "SIGKILL");
    await scene[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const hang = async (): Promise<void> => {
    const pid = Number(await readFile(pidPath, "utf8"));
    // 0 would be ourselves.
    expect(pid).toBeGreaterThan(1);
    hung = pid;
    process.kill(pid, "SIGSTOP");
  };
  return { scene, hang, channel: await scene.open(scene.home) };
}

test("an SFTP that hangs holds up no file that is read, nor who leaves it; the next file is read through another one", async () => {
  const { scene, hang, channel } = await start();
  const path = join(scene.home, "file");
  await writeFile(path, Buffer.alloc(12 * mebibyte, 7));
  const [reading, left] = await Promise.all([channel.openRead(path), channel.openRead(path)]);
  const pieces = reading[Symbol.asyncIterator]();
  await pieces.next();

  await hang();
  await left[Symbol.asyncDispose]();

  await expect(pieces.next()).rejects.toMatchObject(gone);
  await reading[Symbol.asyncDispose]();
  expect((await channel.readFile(path)).bytes).toHaveLength(mebibyte);
});

test("an SFTP that hangs holds up no file that is written, which stays as it was", async () => {
  const { scene, hang, channel } = await start();
  const path = join(scene.home, "file");
  await writeFile(path, "old");
  const writing = await channel.openWrite(path);
  await writing.write(Buffer.alloc(mebibyte));

  await hang();

  await expect(writing.write(Buffer.alloc(mebibyte))).rejects.toMatchObject(gone);
  await writing[Symbol.asyncDispose]();
  await expect(writing.commit()).rejects.toMatchObject({ code: "file.failed" });
  expect(await readFile(path, "utf8")).toBe("old");
});
