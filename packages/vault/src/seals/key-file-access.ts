import { AppError } from "@postern/domain";

/** More than a thousand terms. */
export const maxKeyFileSizeBytes = 65_536;

/** What `fstat` says of the opened key file. */
export interface KeyFileFacts {
  readonly isRegular: boolean;
  readonly sizeBytes: number;
  /** Permission bits as of `st_mode`. */
  readonly mode: number;
  readonly ownerId: number;
}

const groupAndOthers = 0o077;
const rootId = 0;

/**
 * Refuses a key file that somebody else may read or may have made.
 *
 * @throws vault.key_file_invalid · vault.key_file_open · vault.key_file_foreign
 */
export function requireClosedKeyFile(path: string, facts: KeyFileFacts, accountId: number): void {
  if (!facts.isRegular || facts.sizeBytes > maxKeyFileSizeBytes) {
    throw new AppError("vault.key_file_invalid", `${path} is not a key file.`, {
      detail: `not a regular file, or ${String(facts.sizeBytes)} bytes`,
    });
  }
  if (facts.ownerId !== accountId && facts.ownerId !== rootId) {
    const detail = `owner ${String(facts.ownerId)}, running as ${String(accountId)}`;
    throw new AppError("vault.key_file_foreign", `The key file ${path} belongs to another account than the one that runs Postern.`, {
      detail,
    });
  }
  if ((facts.mode & groupAndOthers) !== 0) {
    const detail = `mode ${(facts.mode & 0o777).toString(8)}`;
    throw new AppError("vault.key_file_open", `The key file ${path} is open to other accounts. Close it with: chmod 600 ${path}`, {
      detail,
    });
  }
}
