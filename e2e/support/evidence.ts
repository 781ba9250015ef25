import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, readlink } from "node:fs/promises";
import { join, sep } from "node:path";
import { promisify } from "node:util";

import type { LeakScanner } from "@postern/testing";

interface Kept {
  readonly place: string;
  readonly source: string;
  readonly content: { readonly bytes: Buffer } | { readonly folder: string };
}

/** What a day leaves behind, kept as it was at that moment, so that one can look for things that come to be known later: new keys, say. */
export class Evidence {
  readonly #folder: string;
  readonly #kept: Kept[] = [];

  /** `folder`: where copies of files go. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  keep(place: string, source: string, content: Buffer | string): void {
    this.#kept.push({ place, source, content: { bytes: Buffer.from(content) } });
  }

  /** A copy of every file below, as it is now. */
  async keepFolder(place: string, folder: string, isWanted: (path: string) => boolean = () => true): Promise<void> {
    const copy = join(this.#folder, String(this.#kept.length));
    await mkdir(this.#folder, { recursive: true });
    await cp(folder, copy, { recursive: true, filter: (path) => isWanted(path) });
    this.#kept.push({ place, source: folder, content: { folder: copy } });
  }

  /** As `keepFolder`, of one in which files come and go meanwhile: what is gone before it is copied is left out. */
  async keepChangingFolder(place: string, folder: string): Promise<void> {
    const copy = join(this.#folder, String(this.#kept.length));
    await mkdir(this.#folder, { recursive: true });
    await promisify(execFile)("cp", ["--recursive", folder, copy]).catch(() => undefined);
    this.#kept.push({ place, source: folder, content: { folder: copy } });
  }

  /** Words and environment of every process that works in the folder, and of these. */
  async keepProcesses(place: string, dir: string, pids: readonly number[]): Promise<void> {
    const all = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    for (const pid of all) {
      const cwd = await readlink(join("/proc", pid, "cwd")).catch(() => "");
      if (!pids.includes(Number(pid)) && cwd !== dir && !cwd.startsWith(`${dir}${sep}`)) continue;
      for (const what of ["cmdline", "environ", "status"]) {
        this.keep(place, `${what} of ${pid}`, await readFile(join("/proc", pid, what)).catch(() => ""));
      }
    }
  }

  async show(scanner: LeakScanner): Promise<void> {
    for (const { place, source, content } of this.#kept) {
      if ("bytes" in content) scanner.scanBytes(place, source, content.bytes);
      else await scanner.scanFolder(place, content.folder);
    }
  }
}
