/** Facts of a log line. Never a secret, a header, or a command's full output. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Static text, facts as fields: `log.warn({ agentId, missedBeats }, "agent stopped answering")`. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Logger;
}

/** Drops everything. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
