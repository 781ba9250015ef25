import { createHmac } from "node:crypto";

import { isAppError, toSchedulerJobId } from "@postern/domain";
import fc from "fast-check";
import { expect, test } from "vitest";

import { schedulerOfKind } from "../scheduler-of-kind.ts";
import { recordedAnswer, recordedNames } from "../testing/recorded-answer.ts";
import { withoutReasons } from "../testing/recorded-again.ts";
import type { RecordedKind, RecordedReading } from "./readings.ts";
import { vocabulary } from "./vocabulary.ts";
import { withoutNames } from "./without-names.ts";

/** What is a name in the recorded answers of a scheduler, wherever it stands, and where jobs have their numbers. */
const scenes = [
  { kind: "slurm", folder: "slurm", names: /jane|node1|login1|debug|ab12|cd34|seven|nf-workflow-5Mq3xJ2vRp8a1b/g, ids: /\b10\d\d\b/g },
  {
    kind: "pbs",
    folder: "pbs",
    names: /jane|node1|login1|workq|pbs01|(?<= )n5Mq3xJ2vRp8a1b|(?<=queue = )batch/g,
    ids: /\b\d+(?:\[\])?\.[\w.]+/g,
  },
  { kind: "torque", folder: "pbs", names: /jane|node1|workq|pbs01|(?<=queue = )batch/g, ids: /\b\d+(?:\[\])?\.[\w.]+/g },
  {
    ...{ kind: "lsf", folder: "lsf", ids: /\b[1-9]\d*\b/g },
    names: /jane|login1|host1|(?<=Queue <|QUEUE: )\w+|(?<=Project <)default|nf-workflow-5Mq3xJ2vRp8a1b/g,
  },
  {
    ...{ kind: "grid-engine", folder: "grid-engine", ids: /\b[1-9]\d*\b/g },
    names: /jane|node1|all\.q|short\.q|localhost|(?<=<JB_name>)\w+|(?<=job_?name:? +)\w+|smp|(?<=(?:account|department):? +)\w+/g,
  },
  {
    kind: "moab",
    folder: "moab",
    names: /jane|ab12|(?<=Class=")\w+|(?<=JobName=")\w+|(?<=QLIST=")\w+|moab01/g,
    ids: /\b[A-Za-z]\w*\.\d+\b|\b\d+\.[A-Za-z]\w*\b|(?<=JobID=")\d+(?=")/g,
  },
] as const satisfies readonly { kind: RecordedKind; folder: string; names: RegExp; ids: RegExp }[];

/** Names that look like anything but one. What schedulers print for nothing cannot be told from it. */
const hardNames = fc.oneof(
  fc.stringMatching(/^\d{1,6}$/),
  fc.stringMatching(/^\d{1,3}[a-z]{1,2}$/),
  fc.stringMatching(/^[a-z]$/),
  fc.constantFrom(...vocabulary).filter((word) => word !== "none" && word !== "undefined"),
  fc.stringMatching(/^[a-z][a-z\d]{3,9}$/),
);

const runs = /[\p{L}\p{N}_]+/gu;

test.each(scenes)("names in answers of $kind get one stand-in each, whatever they say, and its jobs are seen as before", (scene) => {
  const recorded = recordedNames(scene.folder)
    .filter(isAsked)
    .map((name) => ({ name, ...recordedAnswer(scene.folder, name) }));
  const literals = [...new Set(recorded.flatMap(({ stdout }) => stdout.match(scene.names) ?? []))];
  expect(literals.length).toBeGreaterThan(3);

  fc.assert(
    fc.property(fc.uniqueArray(hardNames, { minLength: literals.length, maxLength: literals.length }), (names) => {
      const stands = new Map(literals.map((literal, index) => [literal, names[index] ?? ""]));
      const planted = recorded.map((answer) => plant(answer, scene.names, stands));
      const given = planted.map(({ reading }) => reading);
      const { readings, standInOf } = withoutNames(given, { ...optionsOf(scene.kind), jobs: [], userName: stands.get("jane") ?? "jane" });

      const pairs = planted.flatMap(({ reading, at }, index) => pairsOf(reading, readings[index] ?? reading, at));
      const standIns = new Map(pairs);
      for (const [name, standIn] of pairs) expect({ name, standIn }).toEqual({ name, standIn: standIns.get(name) });
      expect(new Set(standIns.values()).size).toBe(standIns.size);
      for (const standIn of standIns.values()) expect(names).not.toContain(standIn);
      expect(understood(scene.kind, readings, scene.ids, standInOf, given)).toEqual(
        understood(scene.kind, given, scene.ids, String, given),
      );
    }),
    { numRuns: 12 },
  );
});

/** A recording submits and cancels nothing, and looks for no name. */
function isAsked(name: string): boolean {
  return !/\.(?:[qbm]sub|qdel|bkill|mjobctl|bjobs\.name)/.test(name);
}

interface Planted {
  readonly reading: RecordedReading;
  /** Which runs of letters and digits of stdout are names. */
  readonly at: readonly number[];
}

function plant(answer: RecordedReading, names: RegExp, stands: ReadonlyMap<string, string>): Planted {
  const ends: number[] = [];
  let moved = 0;
  const stdout = answer.stdout.replaceAll(names, (literal, ...rest) => {
    const standing = stands.get(literal) ?? literal;
    const index = rest.find((one) => typeof one === "number") ?? 0;
    ends.push(index + moved);
    moved += standing.length - literal.length;
    return standing;
  });
  const at = [...stdout.matchAll(runs)].flatMap(({ index }, number) => (ends.includes(index) ? [number] : []));
  return { reading: { ...answer, stdout }, at };
}

/** Each planted name with what stands there now. */
function pairsOf(before: RecordedReading, after: RecordedReading, at: readonly number[]): readonly (readonly [string, string])[] {
  const was = before.stdout.match(runs) ?? [];
  const is = after.stdout.match(runs) ?? [];
  expect(is).toHaveLength(was.length);
  return at.map((number) => [was[number] ?? "", is[number] ?? ""] as const);
}

/** What the adapter reads from each answer, of every job in them, without names and words of people. */
function understood(
  kind: RecordedKind,
  readings: readonly RecordedReading[],
  ids: RegExp,
  calledNow: (id: string) => string,
  given: readonly RecordedReading[],
): readonly unknown[] {
  const scheduler = schedulerOfKind(kind);
  const jobs = [...new Set(given.flatMap(({ stdout, stderr }) => `${stdout}\n${stderr}`.match(ids) ?? []))];
  const called = jobs.map((job) => toSchedulerJobId(calledNow(job)));
  return readings.map((reading) => ({
    name: reading.name,
    status: withoutReasons(scheduler.parseStatus(reading, called)),
    short: withoutReasons(scheduler.shortStatus?.parse(reading, called) ?? new Map()),
    final: called.map((job) => withoutReasons(new Map([[job, scheduler.parseFinal([reading, reading], job)]]))),
    queues: limitsIn(kind, reading),
  }));
}

function limitsIn(kind: RecordedKind, reading: RecordedReading): readonly unknown[] {
  const question = schedulerOfKind(kind).site.askQueues();
  // A list of names can look like the record of a queue that is called as its field.
  if (question === undefined || question.command.words.slice(0, 2).join(" ") !== reading.words.slice(0, 2).join(" ")) return [];
  try {
    // A shell is a path, and those of sites have names in them.
    return question.read(reading).map((queue) => ({ ...queue, name: "", jobShell: "" }));
  } catch (error) {
    return [isAppError(error) ? error.code : error];
  }
}

function optionsOf(kind: RecordedKind) {
  const hash = (text: string): Uint8Array => createHmac("sha256", "k").update(text).digest();
  return { kind, hash, names: [], keep: [] };
}
