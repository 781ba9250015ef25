import type { CommandResult } from "@postern/domain";
import { AppError } from "@postern/domain";

import { schedulerKinds } from "../scheduler.ts";
import type { RecordedKind } from "./readings.ts";
import type { StandIns } from "./stand-ins.ts";

/** An answer with the question. Names are stand-ins. */
export interface RecordedReading extends CommandResult {
  readonly name: string;
  readonly words: readonly string[];
}

/** What a scheduler of a site said on one day. */
export interface Recording {
  readonly form: typeof recordingForm;
  readonly scheduler: RecordedKind;
  readonly readings: readonly RecordedReading[];
}

export const recordingForm = "postern-recording/1";

/** Without the names of the site. */
export function toRecorded(reading: RecordedReading, standIns: StandIns): RecordedReading {
  const { name, words, exitCode, stdout, stderr, isCut } = reading;
  const [program = "", ...others] = words;
  return {
    ...{ name, words: [program, ...others.map((word) => standIns.replace(word))], exitCode },
    ...{ stdout: standIns.replace(stdout), stderr: standIns.replace(stderr), ...(isCut === true ? { isCut } : {}) },
  };
}

export function writeRecording(scheduler: RecordedKind, readings: readonly RecordedReading[]): string {
  const recording: Recording = { form: recordingForm, scheduler, readings };
  return `${JSON.stringify(recording, null, 2)}\n`;
}

/** @throws request.invalid for anything else than what `writeRecording` makes. */
export function readRecording(text: string): Recording {
  const from = parse(text);
  if (!isRecord(from) || from["form"] !== recordingForm) throw notARecording("it does not begin as one");
  const scheduler = schedulerKinds.find((kind): kind is RecordedKind => kind !== "local" && kind === from["scheduler"]);
  if (scheduler === undefined) throw notARecording("its scheduler is not known here");
  const { readings } = from;
  if (!Array.isArray(readings) || !readings.every(isReading)) throw notARecording("one of its answers is not whole");
  return { form: recordingForm, scheduler, readings };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("request.invalid", "The file is no recording: it is not JSON.", { cause: error });
  }
}

function notARecording(why: string): AppError {
  return new AppError("request.invalid", `The file is no recording: ${why}.`);
}

function isReading(from: unknown): from is RecordedReading {
  if (!isRecord(from) || !Array.isArray(from["words"]) || !from["words"].every((word) => typeof word === "string")) return false;
  return Number.isInteger(from["exitCode"]) && ["name", "stdout", "stderr"].every((name) => typeof from[name] === "string");
}

function isRecord(from: unknown): from is Readonly<Record<string, unknown>> {
  return typeof from === "object" && from !== null && !Array.isArray(from);
}
