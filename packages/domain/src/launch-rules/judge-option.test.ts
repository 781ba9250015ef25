import { expect, test } from "vitest";
import { judgeOption } from "./judge-option.ts";
import type { OptionValue } from "./judge-option.ts";
import { launchOptionRow, launchOptions } from "./launch-options.ts";
import type { LaunchOption } from "./launch-options.ts";
import { boundOf } from "./launch-rules.ts";
import type { LaunchBound } from "./launch-rules.ts";

const any: LaunchBound = { allow: "any" };
const no: LaunchBound = { allow: "no" };
const of = (...values: string[]): LaunchBound => ({ allow: "within", values });
const range = (ends: { min?: number; max?: number }): LaunchBound => ({ allow: "within", ...ends });
const below = (...paths: string[]): LaunchBound => ({ allow: "within", below: paths });

const good: readonly [LaunchOption, LaunchBound, OptionValue][] = [
  ["queue", any, "long"],
  ["queue", of("short", "long"), "long"],
  ["account", of("ab12"), "ab12"],
  ["headJobOptions", of("--gres=gpu:1"), "--gres=gpu:1"],
  ["nextflowVersion", of("24.10.4"), "24.10.4"],
  ["wallTimeSeconds", any, 31_536_000],
  ["wallTimeSeconds", range({ max: 3600 }), 3600],
  ["wallTimeSeconds", range({ min: 60 }), 60],
  ["memoryMb", range({ min: 1024, max: 4096 }), 2048],
  ["cpus", range({ min: 2, max: 2 }), 2],
  ["workDir", any, "/anywhere/../else"],
  ["workDir", below("/scratch/ab12"), "/scratch/ab12"],
  ["workDir", below("/scratch/ab12/"), "/scratch//ab12/work/"],
  ["workDir", below("/data", "/scratch"), "/scratch/x"],
  ["workDir", below("/"), "/x"],
  ["preRunScript", any, "module load x"],
  ["variables", any, ["GENOME", "API_URL"]],
  ["variables", of("GENOME", "PATH"), ["PATH"]],
];

test.each(good)("%s within %j may be %j", (option, bound, value) => {
  expect(judgeOption(option, bound, value)).toBeUndefined();
});

const bad: readonly [LaunchOption, LaunchBound, OptionValue, RegExp][] = [
  ["queue", no, "long", /^A launch may not choose the queue here; long was asked for\.$/],
  ["queue", of("short", "long"), "vip", /^As queue a launch may choose short or long here, and not vip\.$/],
  ["queue", of("short"), "shor", /not shor\.$/],
  ["queue", of("short"), "Short", /not Short\.$/],
  ["wallTimeSeconds", no, 60, /^A launch may not choose the wall time here\.$/],
  ["wallTimeSeconds", range({ max: 172_800 }), 259_200, /^A launch may ask for at most 2 d of wall time here; 3 d was asked for\.$/],
  [
    "wallTimeSeconds",
    range({ min: 5400 }),
    5399,
    /^A launch must ask for at least 1 h 30 min of wall time here; 1 h 29 min 59 s was asked for\.$/,
  ],
  ["memoryMb", range({ max: 4096 }), 4097, /at most 4 GB of memory here; 4097 MB was asked for/],
  ["cpus", range({ max: 4 }), 5, /at most 4 processors here; 5 was asked for/],
  ["workDir", no, "/data", /^A launch may not choose the work directory here; \/data was asked for\.$/],
  ["workDir", below("/scratch/ab12"), "/scratch/ab123", /must be \/scratch\/ab12 or below here, and \/scratch\/ab123 is not/],
  ["workDir", below("/scratch"), "/scratch/../etc", /has \. or \.\. in it/],
  ["workDir", below("/scratch"), "/", /is not\.$/],
  ["preRunScript", no, "export TOKEN=x", /^A launch may not choose the pre-run script here\.$/],
  ["preRunScript", no, "line\nline", /^A launch may not choose the pre-run script here\.$/],
  ["configText", no, "x".repeat(100), /^A launch may not choose the Nextflow config here\.$/],
  ["variables", no, ["GENOME"], /may not choose the environment variables here; GENOME was asked for/],
  ["variables", of("GENOME"), ["GENOME", "OTHER"], /may set GENOME here, and not OTHER/],
  ["variables", any, ["LD_PRELOAD"], /LD_PRELOAD only where its rules name it/],
  ["variables", of("postern_files"), ["postern_files"], /names that begin so are for Postern/],
  // As no form could have saved them.
  ["cpus", range({}), 1, /may not choose the processors here/],
  ["queue", { allow: "within" }, "long", /may choose nothing here/],
];

test.each(bad)("%s within %j may not be %j", (option, bound, value, sentence) => {
  expect(judgeOption(option, bound, value)).toMatch(sentence);
});

test("a long list is cut, and a long value", () => {
  const names = Array.from({ length: 12 }, (_, index) => `q${String(index)}`);

  const sentence = judgeOption("queue", of(...names), "x".repeat(200)) ?? "";

  expect(sentence).toContain("q9 or 2 more here");
  expect(sentence.length).toBeLessThan(250);
});

test("without rules a launch may what clients always could; with rules only what they name", () => {
  const isAllowed = (option: LaunchOption): boolean => boundOf(undefined, option).allow === "any";

  expect(launchOptions.filter(isAllowed)).toEqual(["workDir", "preRunScript", "postRunScript", "configText", "nextflowVersion"]);
  expect(launchOptions.map((option) => boundOf({ queue: any }, option).allow)).toEqual(["any", ...launchOptions.slice(1).map(() => "no")]);
});

test("every option has words of its own", () => {
  const words = launchOptions.map((option) => launchOptionRow(option).words);

  expect(new Set(words).size).toBe(launchOptions.length);
});
