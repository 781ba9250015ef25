import { AppError } from "@postern/domain";

import type { CommandChannel } from "../command-channel.ts";
import type { FileIdentity, FileReading, FileWriting, ReadingOptions } from "../file-streams.ts";
import { fileError } from "../local/file-error.ts";
import { discard, openRegular } from "./sftp-files.ts";
import { SftpReading, SftpWriting } from "./sftp-streams.ts";
import { SftpLost } from "./sftp-session.ts";
import type { SftpSession } from "./sftp-session.ts";

type Shell = Pick<CommandChannel, "run" | "stat">;

interface OpenParts {
  readonly sftp: SftpSession;
  readonly channel: Shell;
  readonly path: string;
  readonly hostName: string;
}

const lookTimeoutMs = 30_000;
const lookAttempts = 3;

/** Rejects as `SftpSession` does. */
export async function openSftpReading(parts: OpenParts & { readonly options: ReadingOptions }): Promise<FileReading> {
  const { sftp, path, options, hostName } = parts;
  const handle = await openRegular(sftp, path);
  try {
    const file = await identify(parts, handle);
    return new SftpReading({ sftp, handle, path, hostName, file, offset: options.offset ?? 0, maxBytes: options.maxBytes ?? Infinity });
  } catch (error) {
    await sftp.closeFile(handle).catch(() => undefined);
    throw error;
  }
}

/**
 * SFTP tells neither the number of a file nor fractions of a second; the shell does, of what is at the path now. It is the file that was
 * opened when both say the same of it.
 */
async function identify({ sftp, channel, path }: OpenParts, handle: Buffer): Promise<FileIdentity> {
  for (let attempt = 1; attempt <= lookAttempts; attempt += 1) {
    const [opened, { stdout }] = await Promise.all([
      sftp.fstat(handle),
      channel.run({ words: ["stat", "-L", "-c", "%i %s %.3Y", "--", path], workDir: "/", timeoutMs: lookTimeoutMs }),
    ]);
    const said = /^(?<identity>\d+) (?<size>\d+) (?<seconds>\d+)[.,](?<ms>\d{3})$/m.exec(stdout)?.groups;
    if (said === undefined) return { identity: "unknown", sizeBytes: opened.size, modifiedAt: opened.mtime * 1000 };
    if (Number(said["seconds"]) === opened.mtime && Number(said["size"]) === opened.size) {
      const modifiedAt = Number(said["seconds"]) * 1000 + Number(said["ms"]);
      return { identity: said["identity"] ?? "unknown", sizeBytes: opened.size, modifiedAt };
    }
  }
  // It changes all the time, or is another one by now.
  const { size, mtime } = await sftp.fstat(handle);
  return { identity: "unknown", sizeBytes: size, modifiedAt: mtime * 1000 };
}

/** Rejects as `SftpSession` does. */
export async function openSftpWriting(parts: OpenParts & { readonly temporary: string; readonly mode: number }): Promise<FileWriting> {
  const { sftp, path, temporary, mode, hostName } = parts;
  const explain = (error: unknown): Promise<AppError> => explainRefusal(parts, error);
  const handle = await sftp.open(temporary, "wx", 0o600).catch(async (error: unknown) => {
    throw error instanceof SftpLost ? error : await explain(error);
  });
  try {
    await sftp.setMode(handle, mode);
  } catch (error) {
    await discard(sftp, handle, temporary);
    throw error;
  }
  return new SftpWriting({ sftp, handle, path, temporary, hostName, explain });
}

async function explainRefusal({ channel, path }: OpenParts, error: unknown): Promise<AppError> {
  const found = await channel.stat(path);
  if (found?.kind === "directory") return fileError("write", path, Object.assign(new TypeError(), { code: "EISDIR" }));
  const folder = await channel.stat(path.slice(0, path.lastIndexOf("/")) || "/");
  if (folder === undefined) return fileError("write", path, Object.assign(new TypeError(), { code: "ENOENT" }));
  if (folder.kind !== "directory") return fileError("write", path, Object.assign(new TypeError(), { code: "ENOTDIR" }));
  if (!folder.isWritable) return fileError("write", path, Object.assign(new TypeError(), { code: "EACCES" }));
  return new AppError("file.failed", `Cannot write ${path}: the disk may be full or the quota used up.`, { cause: error });
}
