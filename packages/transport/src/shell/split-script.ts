import { AppError } from "@postern/domain";

import { AnswerLines, spoilt } from "./answer-lines.ts";
import { whyNotBegun } from "./parse-run.ts";
import { quoteWord } from "./quote-word.ts";
import { fillTemplate, shellTemplates } from "./run-script.ts";
import type { ShellScript } from "./shell-port.ts";

/**
 * A script that is too long for one command line, as several: they put it into a private file, piece by piece, and the last one
 * takes it away and runs it. Only the last one prints what the script prints; `parsePiece` reads the others.
 */
export function splitScript(script: ShellScript, { token, maxChars }: { readonly token: string; readonly maxChars: number }): SplitScript {
  const count = Math.ceil(script.text.length / maxChars);
  const pieces = Array.from({ length: count }, (_, index) => {
    const part = script.text.slice(index * maxChars, (index + 1) * maxChars);
    const folder = index === 0 ? shellTemplates.makeFolder : shellTemplates.findFolder;
    return asScript(
      fillTemplate(shellTemplates.piece, { FOLDER: fillTemplate(folder, { KEPT: token }), TEXT: quoteWord(part), TOKEN: token }),
    );
  });
  return { pieces, last: asScript(fillTemplate(shellTemplates.runPieces, { KEPT: token, TOKEN: token })) };
}

export interface SplitScript {
  readonly pieces: readonly ShellScript[];
  readonly last: ShellScript;
}

/**
 * Reads what a piece printed.
 *
 * @throws command.not_started when it could not be put down. Nothing of the script has run.
 */
export function parsePiece(bytes: Uint8Array, token: string): void {
  const [state, why = ""] = new AnswerLines(bytes, token).readMarked();
  if (state === "end") return;
  if (state !== "failed") throw spoilt("a piece of a script without an end");
  throw new AppError("command.not_started", `Nothing can be run: ${whyNotBegun[why] ?? "the cluster's shell failed"}.`);
}

function asScript(text: string): ShellScript {
  return { text, call: "postern" };
}
