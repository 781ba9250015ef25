import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface CommandEnd {
  readonly exitCode: number;
  readonly stdout: string;
}

/** A command of `./postern`, as a person types it; any exit code is an answer. */
export function runPostern(words: readonly string[]): Promise<CommandEnd> {
  // Whoever runs the tests may have settings of his own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("POSTERN_")));
  return new Promise((resolve) => {
    execFile(`${root}postern`, words, { env }, (error, stdout) => resolve({ exitCode: codeOf(error), stdout }));
  });
}

function codeOf(error: Error | null): number {
  if (error === null) return 0;
  return "code" in error && typeof error.code === "number" ? error.code : -1;
}
