import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@postern/testing";
import { openLocalChannel } from "@postern/transport/local";
import type { LocalChannel } from "@postern/transport/local";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeLentFolder } from "./make-lent-folder.ts";

let root: string;
let channel: LocalChannel;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "postern-lent-"));
  channel = await openLocalChannel({ clock: new ManualClock(), workDir: root });
});
afterEach(async () => {
  await channel[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

test("is for the account only, also below a folder that hands on its group, and made again without harm", async () => {
  await chmod(root, 0o2770);

  await makeLentFolder(channel, join(root, "lent"));
  await makeLentFolder(channel, join(root, "lent"));

  expect((await stat(join(root, "lent"))).mode & 0o777).toBe(0o700);
});

test.each([0o777, 0o710, 0o2770])("one of mode %o that somebody has put there is not used", async (mode) => {
  await mkdir(join(root, "lent"));
  await chmod(join(root, "lent"), mode);

  await expect(makeLentFolder(channel, join(root, "lent"))).rejects.toMatchObject({ code: "file.failed" });
});

test("a file in its place is an error", async () => {
  await writeFile(join(root, "lent"), "");

  await expect(makeLentFolder(channel, join(root, "lent"))).rejects.toMatchObject({ code: "file.failed" });
});
