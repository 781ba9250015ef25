import { AppError } from "@postern/domain";

import { schedulerKinds } from "../scheduler.ts";
import { boundedReadings } from "./bounded-readings.ts";
import type { RecordedKind, RecordedReading } from "./readings.ts";

/** What a scheduler of a site said on one day. */
export interface Recording {
  readonly form: typeof recordingForm;
  readonly scheduler: RecordedKind;
  readonly readings: readonly RecordedReading[];
}

export const recordingForm = "postern-recording/1";

/** Of a whole recording, whatever a site answers. */
export const maxRecordingBytes = 2 * 1024 * 1024;
const bytesAroundAnswers = 64 * 1024;

/** At most `maxRecordingBytes` long: of more, the longest answers are cut. */
export function writeRecording(scheduler: RecordedKind, readings: readonly RecordedReading[]): string {
  const bounded = boundedReadings(readings, maxRecordingBytes - bytesAroundAnswers);
  const recording: Recording = { form: recordingForm, scheduler, readings: bounded };
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
