/** Recordings: what the scheduler of a site says, without the names of the site. */
export { readListedJobs, renderAllJobs, renderJobReadings, renderOwnJobs, renderSiteReadings } from "./readings.ts";
export type { Reading, RecordedKind, RecordedReading } from "./readings.ts";
export { maxRecordingBytes, readRecording, recordingForm, writeRecording } from "./recording.ts";
export type { Recording } from "./recording.ts";
export { withoutNames } from "./without-names.ts";
export type { WithoutNames, WithoutNamesOptions } from "./without-names.ts";
