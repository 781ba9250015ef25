import { createHash } from "node:crypto";
import { AppError, isAppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

export interface VersionWanted {
  readonly version: string;
  /** Absolute, on the cluster: a folder with releases as they are published. */
  readonly mirror: string;
  /** Where the environment keeps versions. */
  readonly folder: string;
}

export interface KeptVersion {
  /** Where it is now. */
  readonly path: string;
  /** The file of the mirror. */
  readonly source: string;
  readonly sizeBytes: number;
  /** Whether the mirror had a checksum beside it, which it was held against. */
  readonly isVerified: boolean;
}

export interface KeepWatch {
  /** Ends it: nothing is kept then. */
  readonly signal: AbortSignal;
  /** Called with every piece. */
  readonly onCopied: (copiedBytes: number, sizeBytes: number) => void;
}

/**
 * Copies one self-contained Nextflow from a mirror into the folder of the environment, whole or not at all. May be repeated. Through the channel
 * and not by `cp`, which an agent would have to be allowed to start.
 *
 * @throws file.not_found when the mirror has no such version. @throws file.failed for another checksum, and what the channel does.
 * @throws file.cancelled when the signal ends it.
 */
export async function keepVersion(
  channel: CommandChannel,
  { folder, mirror, version }: VersionWanted,
  watch: KeepWatch,
): Promise<KeptVersion> {
  const source = await findSource(channel, mirror, version);
  const checksum = await findChecksum(channel, source.path);
  const path = `${folder}/${version}/nextflow`;
  await channel.makeDirectory(`${folder}/${version}`);
  const { found, sizeBytes } = await copy(channel, { source: source.path, sourceBytes: source.sizeBytes, path, checksum }, watch);
  return { path, source: source.path, sizeBytes, isVerified: checksum !== undefined && checksum === found };
}

interface Source {
  readonly path: string;
  readonly sizeBytes: number;
}

async function findSource(channel: CommandChannel, mirror: string, version: string): Promise<Source> {
  const names = [`nextflow-${version}-dist`, `nextflow-${version}-all`];
  // As releases are published: under a tag, or side by side.
  const paths = ["", `v${version}/`, `${version}/`].flatMap((folder) => names.map((name) => `${mirror}/${folder}${name}`));
  for (const path of paths) {
    const file = await channel.stat(path);
    if (file?.kind === "file") return { path, sizeBytes: file.sizeBytes };
  }
  const place = `${mirror} on ${channel.peer.hostName}`;
  throw new AppError("file.not_found", `${place} has neither ${names.join(" nor ")}, in itself or in a folder v${version} or ${version}.`);
}

/** In lower case; `undefined` where the mirror has none. */
async function findChecksum(channel: CommandChannel, source: string): Promise<string | undefined> {
  try {
    const { bytes } = await channel.readFile(`${source}.sha256`, { maxBytes: 1024 });
    return /^[0-9a-f]{64}\b/i.exec(new TextDecoder().decode(bytes))?.[0].toLowerCase();
  } catch (error) {
    if (isAppError(error, "file.not_found")) return undefined;
    throw error;
  }
}

interface CopyWanted {
  readonly source: string;
  readonly sourceBytes: number;
  readonly path: string;
  readonly checksum: string | undefined;
}

async function copy(
  channel: CommandChannel,
  { checksum, path, source, sourceBytes }: CopyWanted,
  { onCopied, signal }: KeepWatch,
): Promise<{ readonly found: string; readonly sizeBytes: number }> {
  await using reading = await channel.openRead(source);
  await using writing = await channel.openWrite(path, { mode: 0o755 });
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const bytes of reading) {
    hash.update(bytes);
    sizeBytes += bytes.length;
    await writing.write(bytes);
    refuseStopped(source, signal);
    onCopied(sizeBytes, sourceBytes);
  }
  const found = hash.digest("hex");
  if (checksum !== undefined && checksum !== found) {
    throw new AppError("file.failed", `${source} does not have the checksum that stands beside it: the mirror has to fetch it again.`, {
      detail: `sha256 ${found} instead of ${checksum}`,
    });
  }
  // The end of a file may be long in coming, too: whoever was told that nothing is kept was told so meanwhile.
  refuseStopped(source, signal);
  await writing.commit();
  return { found, sizeBytes };
}

function refuseStopped(source: string, { aborted }: AbortSignal): void {
  if (aborted) throw new AppError("file.cancelled", `${source} was not copied: it was stopped.`);
}
