import { AppError } from "@postern/domain";
import type { LogFields, Logger } from "@postern/domain";
import { pino } from "pino";
import type { DestinationStream, Logger as Pino } from "pino";

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Members that never reach the log, whatever object they sit in (two levels deep). */
const redacted = ["authorization", "cookie", "password", "token", "accessKey", "privateKey", "passphrase", "secret"];
const paths = redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines on `destination`, which is standard error by default: standard output is for what a command answers. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths, censor: "[secret]" },
    serializers: { error: describeError },
  };
  return new PinoLogger(pino(options, destination ?? process.stderr));
}

class PinoLogger implements Logger {
  readonly #pino: Pino;

  constructor(inner: Pino) {
    this.#pino = inner;
  }

  debug(fields: LogFields, message: string): void {
    this.#pino.debug(fields, message);
  }

  info(fields: LogFields, message: string): void {
    this.#pino.info(fields, message);
  }

  warn(fields: LogFields, message: string): void {
    this.#pino.warn(fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.#pino.error(fields, message);
  }

  child(fields: LogFields): Logger {
    return new PinoLogger(this.#pino.child(fields));
  }
}

/** What an operator needs of an error: its code, words, detail, where it came from, and its causes. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const known = error instanceof AppError ? { code: error.code, detail: error.detail } : { stack: error.stack };
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { type: error.name, message: error.message, ...known, ...cause };
}
