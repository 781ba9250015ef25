import { parsePage, renderPage } from "./pages.ts";
import type { PageWish } from "./pages.ts";
import { parseRun } from "./parse-run.ts";
import type { RunAnswer } from "./parse-run.ts";
import { renderRun } from "./render-run.ts";
import type { ShellCommand, ShellPort, ShellResult } from "./shell-port.ts";

/** Each fetches from a local disk. */
const pageTimeoutMs = 30_000;

export interface ShellWay {
  readonly shell: ShellPort;
  /** Random letters and digits, each time others. */
  readonly newToken: () => string;
  /** Most bytes of output in one answer, before they become base64. */
  readonly pageBytes: number;
}

/**
 * Runs one program to its end, and gives what it printed, in as many answers as that takes.
 *
 * @throws command.not_started, command.timeout, agent.gone, and what the way to the shell throws.
 */
export async function runInShell({ shell, newToken, pageBytes }: ShellWay, command: ShellCommand): Promise<ShellResult> {
  const kept = newToken();
  const script = renderRun(command, { token: kept, pageBytes });
  const answer = parseRun(await shell.run(script, command.timeoutMs), kept, command);
  if (answer.output === "here") return answer.result;

  const pages: Record<PageWish["stream"], Uint8Array[]> = { stdout: [], stderr: [] };
  for (const wish of pagesOf(answer, kept, pageBytes)) {
    const token = newToken();
    pages[wish.stream].push(parsePage(await shell.run(renderPage(wish, token), pageTimeoutMs), token, wish));
  }
  const { exitCode, isCut } = answer;
  return { exitCode, isCut, stdout: Buffer.concat(pages.stdout), stderr: Buffer.concat(pages.stderr) };
}

function pagesOf(answer: Extract<RunAnswer, { readonly output: "kept" }>, kept: string, pageBytes: number): readonly PageWish[] {
  const sizes = [
    ["stdout", answer.stdoutBytes],
    ["stderr", answer.stderrBytes],
  ] as const;
  const wishes = sizes.flatMap(([stream, total]) =>
    Array.from({ length: Math.ceil(total / pageBytes) }, (_, index) => {
      const offset = index * pageBytes;
      return { kept, stream, offset, sizeBytes: Math.min(pageBytes, total - offset), isLast: false };
    }),
  );
  return wishes.map((wish, index) => ({ ...wish, isLast: index === wishes.length - 1 }));
}
