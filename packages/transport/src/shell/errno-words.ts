/** What tools print for an error of the system in the locale C; glibc, musl and BSD say the same. The one place that reads them. */
const codeOfWords: readonly (readonly [words: string, code: string])[] = [
  ["No such file or directory", "ENOENT"],
  ["Permission denied", "EACCES"],
  ["Operation not permitted", "EPERM"],
  ["Read-only file system", "EROFS"],
  ["No space left on device", "ENOSPC"],
  ["Disk quota exceeded", "EDQUOT"],
  ["Quota exceeded", "EDQUOT"],
  ["Is a directory", "EISDIR"],
  ["Not a directory", "ENOTDIR"],
  ["File exists", "EEXIST"],
  ["File name too long", "ENAMETOOLONG"],
  ["Too many levels of symbolic links", "ELOOP"],
  ["Symbolic link loop", "ELOOP"],
  ["Too many open files in system", "ENFILE"],
  ["Too many open files", "EMFILE"],
  ["Input/output error", "EIO"],
  ["I/O error", "EIO"],
  ["Stale file handle", "ESTALE"],
  ["Stale NFS file handle", "ESTALE"],
];

/**
 * The system's name of the error that a tool complained of; `undefined` when its words are not known.
 * Tools end their complaint with it, and complain last: what stands before is the noise of loaders and modules.
 */
export function errnoOf(stderr: Uint8Array): string | undefined {
  const lines = new TextDecoder().decode(stderr).trimEnd().split("\n").toReversed();
  for (const line of lines) {
    const found = codeOfWords.find(([words]) => line.trimEnd().toLowerCase().endsWith(words.toLowerCase()));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
