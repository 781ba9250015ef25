import { appendFile, chmod, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";

import { describe, expect, test } from "vitest";

import type { ChannelScene } from "./scene.ts";

const mebibyte = 1024 * 1024;
type Scene = () => ChannelScene;

export function channelFileTests(scene: Scene): void {
  describe("files", () => {
    writeTests(scene);
    readTests(scene);
    lookTests(scene);
    refusalTests(scene);
  });
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function writeTests(scene: Scene): void {
  test("what is written is read back, byte for byte", async () => {
    const { channel, folder } = scene();
    const bytes = Uint8Array.from({ length: mebibyte }, (_, index) => index % 251);

    await channel.writeFile(`${folder}/binary`, bytes);

    const chunk = await channel.readFile(`${folder}/binary`);
    expect(Buffer.compare(chunk.bytes, bytes)).toBe(0);
    expect(chunk).toMatchObject({ offset: 0, fileSizeBytes: mebibyte });
  });

  test("a file is private unless another mode is asked for", async () => {
    const { channel, folder } = scene();

    await channel.writeFile(`${folder}/private`, bytesOf("secret"));
    await channel.writeFile(`${folder}/script`, bytesOf("#!/bin/sh\n"), { mode: 0o775 });

    expect((await stat(`${folder}/private`)).mode & 0o777).toBe(0o600);
    expect((await stat(`${folder}/script`)).mode & 0o777).toBe(0o775);
  });

  test("a file is replaced in one step, and nothing else is left in the folder", async () => {
    const { channel, folder } = scene();
    const own = `${folder}/replace`;
    await mkdir(own);
    await writeFile(`${own}/file`, "old");
    const before = await stat(`${own}/file`);

    await channel.writeFile(`${own}/file`, bytesOf("new"));

    expect(textOf((await channel.readFile(`${own}/file`)).bytes)).toBe("new");
    expect((await stat(`${own}/file`)).ino).not.toBe(before.ino);
    expect(await readdir(own)).toEqual(["file"]);
  });

  test("a folder is made with its parents, and again without harm", async () => {
    const { channel, folder } = scene();

    await channel.makeDirectory(`${folder}/a/b/c`, { mode: 0o700 });
    await channel.makeDirectory(`${folder}/a/b/c`);

    expect((await stat(`${folder}/a/b/c`)).mode & 0o777).toBe(0o700);
  });

  test("a folder below one that hands on its group does so too, whatever else its mode says", async () => {
    const { channel, folder } = scene();
    await mkdir(`${folder}/project`);
    await chmod(`${folder}/project`, 0o2775);

    await channel.makeDirectory(`${folder}/project/work`, { mode: 0o770 });

    expect((await stat(`${folder}/project/work`)).mode & 0o7777).toBe(0o2770);
  });
}

function readTests(scene: Scene): void {
  test("a range is read where it says, and past the end there is nothing", async () => {
    const { channel, folder } = scene();
    await writeFile(`${folder}/digits`, "0123456789");

    const middle = await channel.readFile(`${folder}/digits`, { offset: 3, maxBytes: 4 });
    const end = await channel.readFile(`${folder}/digits`, { offset: 8, maxBytes: 100 });
    const past = await channel.readFile(`${folder}/digits`, { offset: 50 });

    expect([textOf(middle.bytes), textOf(end.bytes), textOf(past.bytes)]).toEqual(["3456", "89", ""]);
    expect(past).toMatchObject({ offset: 50, fileSizeBytes: 10 });
  });

  test("a growing file is followed by the offset of the next piece", async () => {
    const { channel, folder } = scene();
    await writeFile(`${folder}/growing`, "one\n");
    const first = await channel.readFile(`${folder}/growing`);
    await appendFile(`${folder}/growing`, "two\n");

    const next = await channel.readFile(`${folder}/growing`, { offset: first.offset + first.bytes.length });

    expect(textOf(next.bytes)).toBe("two\n");
  });

  test("one answer never carries more than 4 MiB", async () => {
    const { channel, folder } = scene();
    await writeFile(`${folder}/large`, Buffer.alloc(5 * mebibyte, "x"));

    const chunk = await channel.readFile(`${folder}/large`, { maxBytes: 100 * mebibyte });

    expect(chunk.bytes.length).toBe(4 * mebibyte);
    expect(chunk.fileSizeBytes).toBe(5 * mebibyte);
  });

  test("tail gives the end, and all of a short file", async () => {
    const { channel, folder } = scene();
    await writeFile(`${folder}/log`, `${"-".repeat(100_000)}the end`);

    const end = await channel.tail(`${folder}/log`, 7);
    const usual = await channel.tail(`${folder}/log`);
    const all = await channel.tail(`${folder}/log`, mebibyte);

    expect(end).toMatchObject({ offset: 100_000, fileSizeBytes: 100_007 });
    expect(textOf(end.bytes)).toBe("the end");
    expect(usual.bytes.length).toBe(64 * 1024);
    expect(all).toMatchObject({ offset: 0 });
    expect(all.bytes.length).toBe(100_007);
  });
}

function lookTests(scene: Scene): void {
  test("stat tells kind, size, mode and time, and undefined for nothing", async () => {
    const { channel, folder } = scene();
    await writeFile(`${folder}/looked-at`, "12345", { mode: 0o640 });
    const truth = await stat(`${folder}/looked-at`);

    const found = await channel.stat(`${folder}/looked-at`);

    expect(found).toEqual({
      kind: "file",
      sizeBytes: 5,
      modifiedAt: Math.floor(truth.mtimeMs),
      mode: truth.mode & 0o777,
      isWritable: true,
    });
    expect(await channel.stat(folder)).toMatchObject({ kind: "directory", isWritable: true });
    expect(await channel.stat(`${folder}/nothing`)).toBeUndefined();
    expect(await channel.stat(`${folder}/looked-at/below`)).toBeUndefined();
  });

  test("list is sorted by name and follows links", async () => {
    const { channel, folder } = scene();
    const own = `${folder}/listed`;
    await mkdir(`${own}/b-folder`, { recursive: true });
    await writeFile(`${own}/c-file`, "");
    await symlink(`${own}/b-folder`, `${own}/a-link`);
    await symlink(`${own}/gone`, `${own}/d-dangling`);

    const entries = await channel.list(own);

    expect(entries).toEqual([
      { name: "a-link", kind: "directory" },
      { name: "b-folder", kind: "directory" },
      { name: "c-file", kind: "file" },
      { name: "d-dangling", kind: "other" },
    ]);
  });
}

function refusalTests(scene: Scene): void {
  test("what is not there is not found, by name", async () => {
    const { channel, folder } = scene();
    const path = `${folder}/nothing`;
    const message: unknown = expect.stringContaining(path);

    await expect(channel.readFile(path)).rejects.toMatchObject({ code: "file.not_found", message });
    await expect(channel.tail(path)).rejects.toMatchObject({ code: "file.not_found", message });
    await expect(channel.list(path)).rejects.toMatchObject({ code: "file.not_found", message });
  });

  test("what cannot be done fails in plain words", async () => {
    const { channel, folder } = scene();
    await writeFile(`${folder}/a-file`, "");

    const outcomes = await Promise.allSettled([
      channel.readFile(folder),
      channel.list(`${folder}/a-file`),
      channel.writeFile(`${folder}/missing/file`, bytesOf("x")),
      channel.writeFile(folder, bytesOf("x")),
      channel.makeDirectory(`${folder}/a-file`),
      channel.makeDirectory(`${folder}/a-file/below`),
      channel.readFile("relative/path"),
      channel.readFile("/tmp/nul\0here"),
    ]);

    const message: unknown = expect.stringMatching(/\.$/);
    const refusal = { status: "rejected", reason: { code: "file.failed", message } };
    expect(outcomes).toMatchObject(outcomes.map(() => refusal));
  });

  test("a named pipe without a writer is refused instead of waited for", async () => {
    const { channel, folder } = scene();
    await channel.run({ words: ["mkfifo", `${folder}/pipe`], timeoutMs: 30_000 });

    await expect(channel.readFile(`${folder}/pipe`)).rejects.toMatchObject({ code: "file.failed" });
    await expect(channel.tail(`${folder}/pipe`)).rejects.toMatchObject({ code: "file.failed" });
  });
}
