import type { SchedulerJobId } from "@postern/domain";

import { refold, unfold } from "./folded-text.ts";
import { formsOf } from "./forms.ts";
import { KnownWords } from "./known-words.ts";
import { standingsOf } from "./name-places.ts";
import type { AnswerForm } from "./name-places.ts";
import type { RecordedKind, RecordedReading } from "./readings.ts";
import { StandIns } from "./stand-ins.ts";
import { replaceParts, tokensOf } from "./tokens.ts";
import type { Token } from "./tokens.ts";

export interface WithoutNamesOptions {
  readonly kind: RecordedKind;
  /** Who asked, and about which jobs: what stands in the questions themselves. */
  readonly userName: string;
  readonly jobs: readonly SchedulerJobId[];
  /** A hash under a random key that nobody keeps: without it nobody can try whether a name was there. At least 16 bytes. */
  readonly hash: (text: string) => Uint8Array;
  /** Names of people, groups and machines, replaced in running text even where they are words of the scheduler as well. */
  readonly names: readonly string[];
  /** Words that may stay wherever they are, beside those that schedulers are known to say. */
  readonly keep: readonly string[];
}

export interface WithoutNames {
  readonly readings: readonly RecordedReading[];
  /** Words and numbers that have stand-ins, in small letters. */
  readonly replaced: readonly string[];
  /** What a name or a job id is called in there. */
  readonly standInOf: (name: string) => string;
}

/**
 * Puts stand-ins into answers: for what is a name by its place there, whatever it says; in running text for what no scheduler is known to
 * say, and for numbers that are a job or a person elsewhere. Times, counts, sizes and states stay, so that an adapter reads the same.
 */
export function withoutNames(readings: readonly RecordedReading[], options: WithoutNamesOptions): WithoutNames {
  const { kind, userName, jobs, names, keep, hash } = options;
  const known = new KnownWords({ names: [userName, ...names], asked: [userName, ...jobs], keep });
  const whole = readings.map(withoutHalfName);
  // All names first: what is a name anywhere must not stand for another one.
  for (const reading of whole) {
    changeTexts(reading, kind, (token) => {
      known.learn(token);
      return token.text;
    });
  }
  const standIns = new StandIns({ hash, isTaken: (word) => known.isTaken(word) });
  const standInOf = (name: string): string => replaceParts(name, (part) => standIns.of(part));
  const cleaned = whole.map((reading) => ({
    ...changeTexts(reading, kind, (token) => (known.stays(token) ? token.text : standInOfToken(token, standIns))),
    words: questionWords(reading.words, { userName, jobs, standInOf }),
  }));
  return { readings: cleaned, replaced: standIns.replaced, standInOf };
}

function standInOfToken({ kind, text }: Token, standIns: StandIns): string {
  return kind === "address" ? standIns.ofAddress(text) : standIns.of(text);
}

function changeTexts(reading: RecordedReading, kind: RecordedKind, change: (token: Token) => string): RecordedReading {
  const forms = formsOf(kind, reading.words[0] ?? "");
  return {
    ...reading,
    stdout: changeText(reading.stdout, forms.stdout, change),
    stderr: changeText(reading.stderr, forms.stderr, change),
  };
}

function changeText(folded: string, form: AnswerForm, change: (token: Token) => string): string {
  const { text, folds } = unfold(folded, form.folds);
  const tokens = tokensOf(text, standingsOf(text, form.places));
  const pieces = tokens.map((token) => (typeof token === "string" ? { was: token, is: token } : { was: token.text, is: change(token) }));
  return refold(pieces, folds);
}

/** Our own questions hold no name but of the one who asks, behind `-u` or `user=`, and of the jobs that are asked about. */
function questionWords(
  [program = "", ...others]: readonly string[],
  { userName, jobs, standInOf }: Pick<WithoutNamesOptions, "userName" | "jobs"> & Pick<WithoutNames, "standInOf">,
): readonly string[] {
  const replaced = others.map((word, index) => {
    if (word === `user=${userName}`) return `user=${standInOf(userName)}`;
    if (others[index - 1] === "-u" && word === userName) return standInOf(userName);
    const parts = word.split(",");
    return parts.map((part) => (jobs.some((job) => job === part) ? standInOf(part) : part)).join(",");
  });
  return [program, ...replaced];
}

/** The half of a name, at the end of an answer that was cut, would not be known for one. */
function withoutHalfName(reading: RecordedReading): RecordedReading {
  if (reading.isCut !== true) return reading;
  const whole = (text: string): string => text.slice(0, Math.max(text.lastIndexOf("\n"), text.lastIndexOf(">")) + 1);
  return { ...reading, stdout: whole(reading.stdout), stderr: whole(reading.stderr) };
}
