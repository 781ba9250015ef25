/** Recordings: what the scheduler of a site says, without the names of the site. */
export { readOwnJobs, renderJobReadings, renderOwnJobs, renderSiteReadings } from "./readings.ts";
export type { Reading, RecordedKind } from "./readings.ts";
export { readRecording, recordingForm, toRecorded, writeRecording } from "./recording.ts";
export type { RecordedReading, Recording } from "./recording.ts";
export { StandIns } from "./stand-ins.ts";
export type { StandInOptions } from "./stand-ins.ts";
