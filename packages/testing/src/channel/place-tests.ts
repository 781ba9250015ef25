import { mkdir, readdir, rm } from "node:fs/promises";

import { describe, expect, test } from "vitest";

import type { ChannelScene } from "./scene.ts";

type Scene = () => ChannelScene;

/** What a shell, an answer in lines or a protocol might take for something else. */
const oddNames = [`it's "quoted"`, "two\nlines\n", "grüße 字", "-n", " * $HOME `id` ", "back\\slash\t"];

export function channelPlaceTests(scene: Scene): void {
  describe("names and places", () => {
    test.each(oddNames)("a name is taken as it is: %j", async (name) => {
      const { channel, folder } = scene();
      const own = `${folder}/${name}`;
      const path = `${own}/${name}`;
      await channel.makeDirectory(own);
      await channel.writeFile(path, Buffer.from("first"));
      const read = await channel.readFile(path);
      await using writing = await channel.openWrite(path);
      await writing.write(Buffer.from("second"));
      await writing.commit();
      await using reading = await channel.openRead(path);
      const pieces: Uint8Array[] = [];
      for await (const piece of reading) pieces.push(piece);

      const seen = [await channel.list(own), await channel.stat(path), await readdir(own)];
      const asked = [true, false].map((isQuestion) =>
        channel.run({ words: ["ls", "-d", "--", name], workDir: own, timeoutMs: 30_000, isQuestion }),
      );

      expect([Buffer.from(read.bytes).toString(), Buffer.concat(pieces).toString()]).toEqual(["first", "second"]);
      expect(Buffer.from((await channel.tail(path, 3)).bytes).toString()).toBe("ond");
      expect(seen).toMatchObject([[{ name, kind: "file" }], { kind: "file", sizeBytes: 6 }, [name]]);
      for (const { exitCode, stderr } of await Promise.all(asked)) expect([exitCode, stderr]).toEqual([0, ""]);
    });

    test("a folder that vanishes is told by whatever needs it, and made by nothing", async () => {
      const { channel, folder } = scene();
      const own = `${folder}/vanishing`;
      await mkdir(own);
      await using writing = await channel.openWrite(`${own}/file`);
      await writing.write(Buffer.from("begun"));
      await channel.run({ words: ["true"], workDir: own, timeoutMs: 30_000, isQuestion: true });

      await rm(own, { recursive: true });

      await expect(writing.commit()).rejects.toMatchObject({ code: "file.failed", message: expect.stringContaining(own) as string });
      for (const isQuestion of [true, false]) {
        const asked = channel.run({ words: ["true"], workDir: own, timeoutMs: 30_000, isQuestion });
        await expect(asked).rejects.toMatchObject({ code: "command.not_started", message: expect.stringContaining(own) as string });
      }
      await expect(channel.list(own)).rejects.toMatchObject({ code: "file.not_found" });
      await expect(channel.tail(`${own}/file`)).rejects.toMatchObject({ code: "file.not_found" });
      expect([await channel.stat(own), (await readdir(folder)).includes("vanishing")]).toEqual([undefined, false]);
    });
  });
}
