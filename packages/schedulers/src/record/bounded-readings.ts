import type { RecordedReading } from "./readings.ts";

/**
 * Answers that take no more than so many bytes as JSON, without what stands around them. The short ones stay whole; of the long ones each
 * keeps the same share, to the end of a line or of an element, and is marked as cut.
 */
export function boundedReadings(readings: readonly RecordedReading[], maxBytes: number): readonly RecordedReading[] {
  let left = maxBytes;
  const byLength = readings.map((reading, at) => ({ reading, at, bytes: bytesOf(reading.stdout) + bytesOf(reading.stderr) }));
  byLength.sort((one, other) => one.bytes - other.bytes);
  const bounded = byLength.map(({ reading, at, bytes }, index) => {
    const share = Math.floor(left / (byLength.length - index));
    const fitting = bytes <= share ? reading : cut(reading, share);
    left -= bytes <= share ? bytes : share;
    return { reading: fitting, at };
  });
  return bounded.sort((one, other) => one.at - other.at).map(({ reading }) => reading);
}

function cut(reading: RecordedReading, maxBytes: number): RecordedReading {
  // What is wrong stands on stderr, and is short.
  const stderr = cutText(reading.stderr, Math.floor(maxBytes / 2));
  return { ...reading, stdout: cutText(reading.stdout, maxBytes - bytesOf(stderr)), stderr, isCut: true };
}

function cutText(text: string, maxBytes: number): string {
  let bytes = bytesOf("");
  let length = 0;
  for (const part of text.split(/(?<=[\n>])/)) {
    bytes += bytesOf(part) - bytesOf("");
    if (bytes > maxBytes) break;
    length += part.length;
  }
  return text.slice(0, length);
}

/** Never less than a text takes as JSON. */
function bytesOf(text: string): number {
  return JSON.stringify(text).replaceAll(/[^ -~]/g, "xxx").length;
}
