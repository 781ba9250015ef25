import { randomBytes } from "node:crypto";

import type { Clock } from "@postern/domain";
import { thenCleanFolders, performInShell } from "@postern/transport/shell";

import type { CommandExchange } from "./command-exchange.ts";
import { ExchangeShell } from "./exchange-shell.ts";

const timeoutMs = 5_000;
const maxChars = 255;
const newToken = (): string => randomBytes(16).toString("hex");

/** An agent that comes may have gone in the middle of something. */
const words = ["sh", "-c", thenCleanFolders, "sh", "uname", "-n"] as const;

/** The name of the machine, which the incumbent's agent does not tell by itself; `undefined` when it cannot be had. */
export async function askHostName(exchange: CommandExchange, clock: Clock, workDir: string): Promise<string | undefined> {
  try {
    const way = { shell: new ExchangeShell({ exchange, newToken, clock, timeoutMs }), newToken, pageBytes: 4_096, workDir };
    const { stdout } = await performInShell(way, { kind: "run", words }, { timeoutMs });
    const name = stdout.trim().slice(0, maxChars);
    return /^[^\s\p{Cc}\p{Cs}]+$/u.test(name) ? name : undefined;
  } catch {
    // It is for showing only. Whether commands can be run is what the check of an environment finds out.
    return undefined;
  }
}
