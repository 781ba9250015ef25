import fc from "fast-check";
import { expect, test } from "vitest";

import { boundedReadings } from "./bounded-readings.ts";
import { maxRecordingBytes, readRecording, writeRecording } from "./recording.ts";
import type { RecordedReading } from "./readings.ts";

const reading = (stdout: string, stderr = ""): RecordedReading => ({ name: "a.b", words: ["a"], exitCode: 0, stdout, stderr });

test("answers that fit stay as they are, and of the others the longest are cut at the end of a line", () => {
  const long = "a line of it\n".repeat(1000);
  const readings = [reading(long), reading("short\n"), reading(`${long}${long}`, "why\n")];

  expect(boundedReadings(readings, 100_000)).toEqual(readings);
  const [first, second, third] = boundedReadings(readings, 2000);
  expect(second).toEqual(readings[1]);
  for (const cut of [first, third]) {
    expect(cut).toMatchObject({ isCut: true, stdout: expect.stringMatching(/^(?:a line of it\n)+$/) as unknown });
    expect(cut?.stdout.length).toBeGreaterThan(800);
  }
  expect(third?.stderr).toBe("why\n");
});

test("a recording is never longer than its bound, whatever letters a site answers with", () => {
  const text = fc
    .array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\n", ">", "\u0000", "ü", '"')), { maxLength: 60 })
    .map((parts) => parts.join(""));

  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 8 }), fc.nat({ max: 2000 }), (answers, maxBytes) => {
      const bounded = boundedReadings(
        answers.map(([stdout, stderr]) => reading(stdout, stderr)),
        maxBytes + 8 * 4,
      );
      const bytes = bounded
        .flatMap(({ stdout, stderr }) => [stdout, stderr])
        .map((said) => new TextEncoder().encode(JSON.stringify(said)).length);
      expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(maxBytes + 8 * 4);
    }),
    { numRuns: 200 },
  );
  const whole = writeRecording(
    "moab",
    Array.from({ length: 20 }, () => reading("<job/>\u0000".repeat(12_000))),
  );
  expect(new TextEncoder().encode(whole).length).toBeLessThan(maxRecordingBytes);
  expect(readRecording(whole).readings).toHaveLength(20);
});
