import { inspect } from "node:util";
import type { LogFields, Logger } from "@postern/domain";

/** Keeps all that is logged, of every level, with nothing hidden: what the real logger would leave out is a second line of defence. */
export function heardLogger(): { readonly log: Logger; heard(): string } {
  const lines: string[] = [];
  const note = (fields: LogFields, message: string): void => {
    lines.push(`${message} ${inspect(fields, { depth: 10, maxStringLength: null, breakLength: Infinity })}`);
  };
  const log: Logger = { debug: note, info: note, warn: note, error: note, child: () => log };
  return { log, heard: () => lines.join("\n") };
}
