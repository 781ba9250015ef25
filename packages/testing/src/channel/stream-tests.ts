import { appendFile, mkdir, readdir, rename, stat, truncate, writeFile } from "node:fs/promises";

import type { FileReading } from "@postern/transport";
import { describe, expect, test } from "vitest";

import { eventually } from "../eventually.ts";
import type { ChannelScene } from "./scene.ts";

const mebibyte = 1024 * 1024;
type Scene = () => ChannelScene;

/** Of channels that stream: what goes in pages knows less of the file, and takes no large ones. */
export function channelStreamTests(scene: Scene): void {
  describe("streams", () => {
    readingTests(scene);
    unfinishedReadingTests(scene);
    writingTests(scene);
    unfinishedWritingTests(scene);
  });
}

/** Bytes whose place can be told from their value. */
function numbered(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

async function collect(reading: FileReading): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of reading) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function readAll(scene: Scene, path: string, range: { offset?: number; maxBytes?: number } = {}): Promise<Buffer> {
  await using reading = await scene().channel.openRead(path, range);
  return await collect(reading);
}

function readingTests(scene: Scene): void {
  test("a file much larger than one answer comes whole and in order", async () => {
    const { folder } = scene();
    const bytes = numbered(9 * mebibyte + 3);
    await writeFile(`${folder}/streamed`, bytes);

    const read = await readAll(scene, `${folder}/streamed`);

    expect(Buffer.compare(read, bytes)).toBe(0);
  });

  test("a range begins and ends where it says; behind the end, and in an empty file, there is nothing", async () => {
    const { folder } = scene();
    const bytes = numbered(mebibyte);
    await writeFile(`${folder}/ranged`, bytes);
    await writeFile(`${folder}/empty`, "");

    const middle = await readAll(scene, `${folder}/ranged`, { offset: 333_333, maxBytes: 400_001 });
    const rest = await readAll(scene, `${folder}/ranged`, { offset: mebibyte - 3 });
    const nothing = await Promise.all([
      readAll(scene, `${folder}/ranged`, { offset: 2 * mebibyte }),
      readAll(scene, `${folder}/ranged`, { maxBytes: 0 }),
      readAll(scene, `${folder}/empty`),
    ]);

    expect(Buffer.compare(middle, bytes.subarray(333_333, 733_334))).toBe(0);
    expect(Buffer.compare(rest, bytes.subarray(mebibyte - 3))).toBe(0);
    expect(nothing.map((each) => each.length)).toEqual([0, 0, 0]);
  });

  test("it is said which file was opened: the same while it grows, another when it was replaced", async () => {
    const { channel, folder } = scene();
    const path = `${folder}/identified`;
    const look = async () => {
      await using reading = await channel.openRead(path);
      return reading.file;
    };
    await writeFile(path, "one");
    const truth = await stat(path);

    const first = await look();
    await appendFile(path, "two");
    const grown = await look();
    await writeFile(`${path}.new`, "another");
    await rename(`${path}.new`, path);
    const replaced = await look();

    expect(first).toEqual({ identity: String(truth.ino), sizeBytes: 3, modifiedAt: Math.floor(truth.mtimeMs) });
    expect(grown).toMatchObject({ identity: first.identity, sizeBytes: 6 });
    expect(replaced.identity).not.toBe(first.identity);
  });

  test("what is not there is not found, and what cannot be read fails in plain words", async () => {
    const { channel, folder } = scene();
    await channel.run({ words: ["mkfifo", `${folder}/stream-pipe`], timeoutMs: 30_000 });

    await expect(channel.openRead(`${folder}/nothing`)).rejects.toMatchObject({ code: "file.not_found" });
    for (const path of [folder, `${folder}/stream-pipe`, "relative", "/nul\0"]) {
      await expect(channel.openRead(path)).rejects.toMatchObject({ code: "file.failed" });
    }
    await expect(channel.openRead(`${folder}/x`, { offset: -1 })).rejects.toMatchObject({ code: "file.failed" });
  });
}

function unfinishedReadingTests(scene: Scene): void {
  test("a reader that takes nothing holds up nobody else", async () => {
    const { channel, folder } = scene();
    const bytes = numbered(3 * mebibyte);
    await writeFile(`${folder}/slow`, bytes);
    await using slow = await channel.openRead(`${folder}/slow`);
    const pieces = slow[Symbol.asyncIterator]();
    await pieces.next();

    const others = await Promise.all([readAll(scene, `${folder}/slow`), readAll(scene, `${folder}/slow`), channel.stat(folder)]);

    expect(others.slice(0, 2).every((each) => Buffer.isBuffer(each) && each.equals(bytes))).toBe(true);
    let rest = 0;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) rest += next.value.length;
    expect(rest).toBeGreaterThan(2 * mebibyte);
  });

  test("readers that leave early give their places back", async () => {
    const { channel, folder } = scene();
    await writeFile(`${folder}/left`, numbered(3 * mebibyte));

    for (let turn = 0; turn < 30; turn += 1) {
      await using reading = await channel.openRead(`${folder}/left`);
      await reading[Symbol.asyncIterator]().next();
    }

    expect((await readAll(scene, `${folder}/left`)).length).toBe(3 * mebibyte);
  });

  test("a file that is cut short while it is read ends early, and its reader can tell", async () => {
    const { channel, folder } = scene();
    const path = `${folder}/shrinking`;
    await writeFile(path, numbered(12 * mebibyte));
    await using reading = await channel.openRead(path);

    await truncate(path, 1000);
    const read = await collect(reading);

    expect(read.length).toBeLessThan(reading.file.sizeBytes);
  });
}

function writingTests(scene: Scene): void {
  test("a file much larger than one request is written whole, with its mode, and is there only at its end", async () => {
    const { channel, folder } = scene();
    const own = `${folder}/written`;
    await mkdir(own);
    await writeFile(`${own}/file`, "old");
    const bytes = numbered(9 * mebibyte + 1);
    await using writing = await channel.openWrite(`${own}/file`, { mode: 0o640 });

    for (let at = 0; at < bytes.length; at += 700_001) await writing.write(bytes.subarray(at, at + 700_001));
    const before = await stat(`${own}/file`);
    await writing.commit();

    expect(before.size).toBe(3);
    expect((await stat(`${own}/file`)).mode & 0o777).toBe(0o640);
    expect(Buffer.compare(await readAll(scene, `${own}/file`), bytes)).toBe(0);
    expect(await readdir(own)).toEqual(["file"]);
  });

  test("a file of no bytes is a file, and after its end nothing more is taken", async () => {
    const { channel, folder } = scene();
    await using writing = await channel.openWrite(`${folder}/none`);

    await writing.commit();

    expect((await stat(`${folder}/none`)).size).toBe(0);
    await expect(writing.write(Buffer.from("more"))).rejects.toMatchObject({ code: "file.failed" });
  });

  test("where nothing can be written, it says so in plain words", async () => {
    const { channel, folder } = scene();
    await mkdir(`${folder}/a-folder`);
    const onto = async (path: string): Promise<void> => {
      await using writing = await channel.openWrite(path);
      await writing.write(Buffer.from("x"));
      await writing.commit();
    };

    for (const path of [`${folder}/missing/file`, `${folder}/a-folder`, "relative", "/nul\0"]) {
      await expect(onto(path)).rejects.toMatchObject({ code: "file.failed", message: expect.stringMatching(/\.$/) });
    }
    await expect(onto("/dev/full/x")).rejects.toMatchObject({ code: "file.failed" });
  });
}

function unfinishedWritingTests(scene: Scene): void {
  test("a file that is given up leaves what was there, and nothing beside it", async () => {
    const { channel, folder } = scene();
    const own = `${folder}/given-up`;
    await mkdir(own);
    await writeFile(`${own}/file`, "old");

    {
      await using writing = await channel.openWrite(`${own}/file`);
      await writing.write(numbered(2 * mebibyte));
    }

    await eventually("nothing is left of it", async () => (await readdir(own)).length === 1);
    expect((await readAll(scene, `${own}/file`)).toString()).toBe("old");
  });
}
