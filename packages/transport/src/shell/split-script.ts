import { AppError } from "@postern/domain";

import { AnswerLines, spoilt } from "./answer-lines.ts";
import { whyNotBegun } from "./parse-run.ts";
import { quoteWord } from "./quote-word.ts";
import { fillTemplate, shellTemplates } from "./run-script.ts";
import type { ShellScript } from "./shell-port.ts";

/**
 * A script that is too long for one command line, as several: they put it into a private file, piece by piece, and the last one
 * takes it away and runs it. Only the last one prints what the script prints; `parsePiece` reads the others.
 *
 * `maxChars`: of the script's text in one piece, as it stands there in quotes.
 */
export function splitScript(script: ShellScript, { token, maxChars }: { readonly token: string; readonly maxChars: number }): SplitScript {
  const pieces = partsOf(script.text, maxChars).map((part, index) => {
    const folder = index === 0 ? shellTemplates.makeFolder : shellTemplates.findFolder;
    const values = { FOLDER: fillTemplate(folder, { KEPT: token }), TEXT: quoteWord(part), TOKEN: token };
    return asScript(fillTemplate(shellTemplates.piece, values));
  });
  return { pieces, last: asScript(fillTemplate(shellTemplates.runPieces, { KEPT: token, TOKEN: token })) };
}

/** An apostrophe takes four characters where it is quoted; a script has no characters that take more. */
const quotedLength = (character: string): number => (character === "'" ? 4 : 1);

function partsOf(text: string, maxChars: number): readonly string[] {
  const parts: string[] = [];
  let begin = 0;
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const more = quotedLength(text.charAt(index));
    if (length + more > maxChars) {
      parts.push(text.slice(begin, index));
      begin = index;
      length = 0;
    }
    length += more;
  }
  return [...parts, text.slice(begin)];
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
