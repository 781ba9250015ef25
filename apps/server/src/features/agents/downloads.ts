import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ReadStream, Stats } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@postern/domain";

/** What agents are built for. */
export const agentTargets = ["linux-aarch64", "linux-x86_64"] as const;
export type AgentTarget = (typeof agentTargets)[number];

export interface AgentDownload {
  readonly target: AgentTarget;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** `unknown`: the build did not write it beside the file. */
  readonly version: string;
}

export interface AgentDownloadsParts {
  readonly folder: string;
  /** Whoever downloads an agent here gets one of this version, or none. */
  readonly serverVersion: string;
}

interface Known {
  readonly identity: string;
  readonly download: AgentDownload;
}

/**
 * The agent executables beside this server. Looked at whenever they are asked for, because an upgrade may exchange them under a
 * running server: a checksum that belongs to another file than the bytes would be worse than none.
 */
export class AgentDownloads {
  readonly #parts: AgentDownloadsParts;
  readonly #known = new Map<AgentTarget, Known>();

  constructor(parts: AgentDownloadsParts) {
    this.#parts = parts;
  }

  /** Those that can be had, by target. */
  async list(): Promise<readonly AgentDownload[]> {
    const seen = await Promise.all(agentTargets.map((target) => this.#look(target)));
    return seen.filter((each) => typeof each !== "string");
  }

  /** Those that cannot, with a sentence that says why. */
  async listMissing(): Promise<readonly { readonly target: AgentTarget; readonly reason: string }[]> {
    const seen = await Promise.all(agentTargets.map(async (target) => ({ target, reason: await this.#look(target) })));
    return seen.flatMap(({ target, reason }) => (typeof reason === "string" ? [{ target, reason }] : []));
  }

  /** @throws download.not_built naming the target, and why there is none. */
  async get(target: string): Promise<AgentDownload> {
    const known = agentTargets.find((each) => each === target);
    const found =
      known === undefined ? `There is no agent for ${target}; only for ${agentTargets.join(" and ")}.` : await this.#look(known);
    if (typeof found === "string") throw new AppError("download.not_built", found);
    return found;
  }

  /**
   * The bytes from `first` to `last`, of exactly that file.
   *
   * @throws download.not_built when it was exchanged since; asking again gets the new one.
   */
  async read(download: AgentDownload, part: { readonly first: number; readonly last: number }): Promise<ReadStream> {
    const file = await open(download.path);
    const known = this.#known.get(download.target);
    if (known?.download === download && known.identity === identityOf(await file.stat())) {
      return file.createReadStream({ start: part.first, end: part.last });
    }
    await file.close();
    throw new AppError("download.not_built", `The agent for ${download.target} was exchanged just now; ask again.`);
  }

  async #look(target: AgentTarget): Promise<AgentDownload | string> {
    const path = join(this.#parts.folder, `postern-agent-${target}`);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile() !== true || stats.size === 0)
      return `This server has no agent for ${target}: it could not be built on the machine that built the server.`;
    const identity = identityOf(stats);
    const known = this.#known.get(target);
    const download = known?.identity === identity ? known.download : await describe(target, path, stats);
    this.#known.set(target, { identity, download });
    const { version } = download;
    const { serverVersion } = this.#parts;
    if (version === "unknown" || version === serverVersion) return download;
    return `The agent for ${target} beside this server is ${version}, and the server is ${serverVersion}: it must be built again.`;
  }
}

function identityOf({ ino, size, mtimeMs }: Stats): string {
  return `${String(ino)} ${String(size)} ${String(mtimeMs)}`;
}

async function describe(target: AgentTarget, path: string, { size, mtimeMs }: Stats): Promise<AgentDownload> {
  const version = await readBeside(`${path}.version`, mtimeMs, /^[0-9A-Za-z.+-]{1,64}(?=\n?$)/);
  const sha256 = (await readBeside(`${path}.sha256`, mtimeMs, /^[0-9a-f]{64}/)) ?? (await checksumOf(path));
  return { target, path, sizeBytes: size, sha256, version: version ?? "unknown" };
}

/** What the build wrote beside the file; what is older than the file is about another one. */
async function readBeside(path: string, writtenAt: number, pattern: RegExp): Promise<string | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return mtimeMs >= writtenAt ? pattern.exec(await readFile(path, "utf8"))?.[0] : undefined;
  } catch {
    // Not there: the build of an older version wrote none.
    return undefined;
  }
}

async function checksumOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
