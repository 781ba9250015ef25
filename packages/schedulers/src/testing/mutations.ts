import type { CommandResult } from "@postern/domain";

/** An answer that was damaged on its way, and how. */
export interface Mutant {
  readonly how: "cut" | "lines lost" | "lines twice" | "lines mixed" | "noise" | "letters changed" | "other exit code";
  readonly result: CommandResult;
}

const noise = [
  "************************************************",
  "* Wartungsarbeiten am Dienstag, bitte beachten! *",
  "Loading module java/17 ...",
  "<!-- <job_info> </job_info> -->",
  "\u0000\u001B[31mLast login: from 10.0.0.1\u001B[0m",
  "|postern|",
  "",
];

/** Damages an answer in the ways in which answers get damaged. No digit changes: which job is meant would be another one then. */
export function mutate(answer: CommandResult, random: () => number): Mutant {
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[Math.floor(random() * items.length)] ?? items[0];
  const { exitCode, stdout, stderr } = answer;
  const lines = stdout.split("\n");
  const rejoined = (kept: readonly string[]): CommandResult => ({ exitCode, stdout: kept.join("\n"), stderr });
  const how = pick(["cut", "lines lost", "lines twice", "lines mixed", "noise", "letters changed", "other exit code"] as const);
  switch (how) {
    case "cut":
      return { how, result: { exitCode, stdout: stdout.slice(0, Math.floor(random() * stdout.length)), stderr } };
    case "lines lost":
      return { how, result: rejoined(lines.filter(() => random() < 0.8)) };
    case "lines twice":
      return { how, result: rejoined(lines.flatMap((line) => (random() < 0.2 ? [line, line] : [line]))) };
    case "lines mixed":
      return { how, result: rejoined(lines.toSorted(() => random() - 0.5)) };
    case "noise":
      return {
        how,
        result: rejoined(lines.flatMap((line) => (random() < 0.2 ? [noise[Math.floor(random() * noise.length)] ?? "", line] : [line]))),
      };
    case "letters changed":
      return { how, result: { exitCode, stdout: changeLetters(stdout, random), stderr: changeLetters(stderr, random) } };
    case "other exit code":
      return { how, result: { exitCode: pick([0, 1, 2, 35, 127, 143, 153, 255] as const), stdout, stderr } };
  }
}

function changeLetters(text: string, random: () => number): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) => (random() < 0.03 ? String.fromCodePoint(97 + Math.floor(random() * 26)) : letter));
}
