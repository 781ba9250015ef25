import { AppError, isAppError } from "@postern/domain";

const retryAfterSeconds = 5;

/**
 * Reads a driver's error where it arrives: the storage is away, locked or full. `undefined` for everything else.
 * Codes: SQLite result code names, PostgreSQL SQLSTATE classes, failed connects.
 */
export function toStorageError(error: unknown): AppError | undefined {
  const code = codeOf(error);
  if (code === undefined || !isStorageTrouble(code)) return undefined;
  return new AppError("storage.unavailable", "Postern cannot write to its storage right now; nothing was changed.", {
    detail: code,
    cause: error,
    retryAfterSeconds,
  });
}

/**
 * Why a database could not be opened: for the operator at the terminal, in the words of the driver or the system.
 * What has no code of theirs is a fault of ours and stays as it is.
 */
export function toOpenError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || isAppError(error) || !(error instanceof Error)) return error;
  return new AppError("storage.unavailable", "The database cannot be opened.", {
    detail: `${error.message === "" ? "no answer" : error.message} (${code})`,
    cause: error,
    retryAfterSeconds,
  });
}

/** Whether a row was refused because another one holds its unique value. */
export function isUniqueViolation(error: unknown): boolean {
  const code = codeOf(error);
  return code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY" || code === "23505";
}

function isStorageTrouble(code: string): boolean {
  const sqlite = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|PROTOCOL|NOMEM)/;
  // 08 connection, 53 resources (disk full), 57 operator intervention, 25006 read-only, 40 serialisation, 55P03 lock.
  const postgres = /^(08|53|57|40)...$|^25006$|^55P03$/;
  return sqlite.test(code) || postgres.test(code);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // The pool reports a full queue in words only, and so does a client whose connection broke between two statements.
  if (/timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/.test(error.message))
    return "08000";
  // A refused or missing socket carries the name of an errno, which alone could come from any file.
  if ("syscall" in error && error.syscall === "connect") return "08000";
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}
