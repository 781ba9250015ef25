import { chown, lutimes, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SystemClock } from "@postern/runtime";
import { expect, onTestFinished, test } from "vitest";

import { openLocalChannel } from "./local-channel.ts";

const named = (digit: string): string => `.postern-${digit.repeat(16)}.tmp`;
const names = { old: named("0"), young: named("1"), link: named("2"), folder: named("3"), foreign: named("4"), other: named("x") };

async function makeOld(path: string): Promise<void> {
  const long = new Date(Date.now() - 2 * 86_400_000);
  await utimes(path, long, long);
}

/** A folder in which writers were killed, and others keep what looks like it. */
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-unfinished-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of [names.old, names.young, names.foreign, names.other, "precious"]) await writeFile(join(folder, name), "x");
  await mkdir(join(folder, names.folder));
  for (const name of [names.old, names.foreign, names.other, names.folder, "precious"]) await makeOld(join(folder, name));
  await symlink("precious", join(folder, names.link));
  await lutimes(join(folder, names.link), 0, 0);
  // Only root can give a file away.
  await chown(join(folder, names.foreign), 65_534, 65_534).catch(() => rm(join(folder, names.foreign)));
  return folder;
}

test("a write removes what killed ones left beside it: its own, if it is old, and nothing else", async () => {
  const folder = await makeFolder();
  await using channel = await openLocalChannel({ workDir: folder, clock: new SystemClock() });
  const kept = (await readdir(folder)).filter((name) => name !== names.old);

  await channel.writeFile(join(folder, "written"), Buffer.from("a"));

  expect((await readdir(folder)).toSorted()).toEqual([...kept, "written"].toSorted());
});

test("so does one that came piece by piece, at its end", async () => {
  const folder = await makeFolder();
  await using channel = await openLocalChannel({ workDir: folder, clock: new SystemClock() });
  const kept = (await readdir(folder)).filter((name) => name !== names.old);

  await using writing = await channel.openWrite(join(folder, "written"));
  await writing.commit();

  expect((await readdir(folder)).toSorted()).toEqual([...kept, "written"].toSorted());
});
