import { AnswerLines, readCount, spoilt } from "./answer-lines.ts";
import { expectWord } from "./parse-run.ts";
import { fillTemplate, shellTemplates } from "./run-script.ts";
import type { ShellScript } from "./shell-port.ts";

/** A piece of the output that a run has left on the cluster. */
export interface PageWish {
  /** Of the run. */
  readonly kept: string;
  readonly stream: "stdout" | "stderr";
  readonly offset: number;
  readonly sizeBytes: number;
  /** Then the folder goes too. */
  readonly isLast: boolean;
}

/** The script that prints one page; `parsePage` reads it. */
export function renderPage({ kept, stream, offset, sizeBytes, isLast }: PageWish, token: string): ShellScript {
  const text = fillTemplate(shellTemplates.page, {
    TOKEN: token,
    KEPT: kept,
    STREAM: stream === "stdout" ? "o" : "e",
    FROM: offset + 1,
    PAGE: sizeBytes,
    AFTER: isLast ? 'rm -rf "$d"' : "",
  });
  return { text, call: "postern" };
}

/** @throws agent.gone when it is not the whole page. */
export function parsePage(bytes: Uint8Array, token: string, { sizeBytes }: PageWish): Uint8Array {
  const lines = new AnswerLines(bytes, token);
  const [state, size] = lines.readMarked();
  if (state !== "page" || readCount(size) !== sizeBytes) throw spoilt("the output of the command is not there any more");
  const page = lines.readBytes(sizeBytes);
  expectWord(lines, "end");
  return page;
}
