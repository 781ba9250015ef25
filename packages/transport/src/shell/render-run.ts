import { AppError } from "@postern/domain";

import { quoteWord, quoteWords } from "./quote-word.ts";
import { fillTemplate, shellTemplates } from "./run-script.ts";
import type { ShellCommand, ShellScript } from "./shell-port.ts";

/** In `sh`, `ulimit -f` counts these. */
const blockBytes = 512;
const base64LineChars = 76;

export interface RunFrame {
  /** Random letters and digits, for this one run. */
  readonly token: string;
  /** Outputs that are together longer stay on the cluster, and are fetched in pages of this size. */
  readonly pageBytes: number;
}

/**
 * The script that runs one program and prints one framed answer, which `parseRun` reads.
 *
 * @throws command.not_started for words that no shell can be given.
 */
export function renderRun(command: ShellCommand, { token, pageBytes }: RunFrame): ShellScript {
  const { words, workDir, stdin, timeoutMs, maxOutputBytes } = command;
  refuseOddWords(words);
  const text = fillTemplate(shellTemplates.run, {
    TOKEN: token,
    PAGE: pageBytes,
    SECONDS: Math.max(1, Math.ceil(timeoutMs / 1000)),
    // One more than fits, so that an output of just that length is not taken for a cut one.
    BLOCKS: Math.floor(maxOutputBytes / blockBytes) + 1,
    STDIN: stdin === undefined ? "" : renderStdin(stdin),
    INPUT: stdin === undefined ? "/dev/null" : '"$d/in"',
    WORDS: `${quoteWord(workDir)} ${quoteWords(words)}`,
  });
  return { text, call: "postern" };
}

function refuseOddWords(words: readonly [string, ...string[]]): void {
  if (words.some((word) => word.includes("\0"))) {
    throw new AppError("command.not_started", "Cannot run a command whose arguments contain a NUL character.");
  }
  // `exec` would read it as an option.
  if (words[0].startsWith("-")) throw new AppError("command.not_started", `Cannot run ${words[0]}: no such program.`);
}

function renderStdin(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  const lines = base64.match(new RegExp(`.{1,${String(base64LineChars)}}`, "g")) ?? [];
  return [`dec >"$d/in" <<'POSTERN' || { rm -rf "$d"; say failed no-space; return; }`, ...lines, "POSTERN"].join("\n");
}
