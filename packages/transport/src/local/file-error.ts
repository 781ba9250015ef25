import { AppError } from "@postern/domain";

const plainWords: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "something else is there already",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "the symbolic links lead in a circle",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EIO: "the disk or the network file system failed",
  ESTALE: "the network file system lost the file",
  EXDEV: "the path crosses file systems",
};

/** What was tried, for the sentence "Cannot <act> <path>: <why>." */
export type FileAct = "read" | "write" | "look at" | "list" | "make the folder";

/** `file.not_found` where the path itself is missing, else `file.failed`; the message names the path. */
export function fileError(act: FileAct, path: string, error: unknown): AppError {
  const code = errorCode(error);
  if (code === "ENOENT" && act === "write") return failed(act, path, { why: "its folder does not exist", cause: error });
  if (code === "ENOENT") return new AppError("file.not_found", `Nothing is at ${path}.`, { cause: error });
  return failed(act, path, { why: plainWords[code ?? ""] ?? code ?? "unknown reason", cause: error });
}

/** Throws `file.failed` for a path that no program may be given. */
export function checkPath(act: FileAct, path: string): void {
  if (path.includes("\0")) throw new AppError("file.failed", "A path must not contain a NUL character.");
  if (!path.startsWith("/")) throw new AppError("file.failed", `Cannot ${act} ${path}: the path is not absolute.`);
}

/** The system's name of an error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function failed(act: FileAct, path: string, { why, cause }: { readonly why: string; readonly cause: unknown }): AppError {
  return new AppError("file.failed", `Cannot ${act} ${path}: ${why}.`, { cause });
}
