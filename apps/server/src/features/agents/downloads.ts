import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";

export interface AgentDownload {
  /** `linux-x86_64` or `linux-aarch64`. */
  readonly target: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const filePattern = /^postern-agent-(linux-(?:x86_64|aarch64))$/;

/** The agent executables that were built with this server. */
export class AgentDownloads {
  readonly #downloads: readonly AgentDownload[];

  private constructor(downloads: readonly AgentDownload[]) {
    this.#downloads = downloads;
  }

  /** Looks once: the files belong to the installation. An empty folder is fine, and then nothing can be downloaded. */
  static async find(folder: string): Promise<AgentDownloads> {
    const names = await readdir(folder).catch(() => []);
    const found = names.filter((name) => filePattern.test(name)).sort();
    return new AgentDownloads(await Promise.all(found.map((name) => describe(folder, name))));
  }

  list(): readonly AgentDownload[] {
    return this.#downloads;
  }

  /** @throws download.not_built naming the target. */
  get(target: string): AgentDownload {
    const download = this.#downloads.find((each) => each.target === target);
    if (download !== undefined) return download;
    throw new AppError("download.not_built", `This server has no agent for ${target}.`);
  }

  open(download: AgentDownload): ReadStream {
    return createReadStream(download.path);
  }
}

async function describe(folder: string, name: string): Promise<AgentDownload> {
  const path = join(folder, name);
  const target = filePattern.exec(name)?.[1] ?? name;
  const { size, mtimeMs } = await stat(path);
  return { target, path, sizeBytes: size, sha256: await checksumOf(path, mtimeMs) };
}

// The build writes the sum beside the file; without it, or when the file is newer, the file itself is read once.
async function checksumOf(path: string, modifiedAt: TimeMs): Promise<string> {
  const written = await readWrittenSum(path, modifiedAt);
  const sum = /^[0-9a-f]{64}/.exec(written)?.[0];
  if (sum !== undefined) return sum;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function readWrittenSum(path: string, modifiedAt: TimeMs): Promise<string> {
  try {
    const { mtimeMs } = await stat(`${path}.sha256`);
    return mtimeMs >= modifiedAt ? await readFile(`${path}.sha256`, "utf8") : "";
  } catch {
    // Not there: the sum is made.
    return "";
  }
}
