import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { KeptAnswerReader, renderQuestion } from "./kept-answer.ts";
import type { KeptAnswer } from "./kept-answer.ts";

const token = "0123456789abcdef0123456789abcdef";
const mark = `\n${token} `;
const maxBytes = 1_000;

/** Bytes among which there is much that looks like a part of an answer. */
const output = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.constantFrom(mark, `${mark}end done 0 0 0 0\n`, `${mark}done 0 0 0 0\n`, "\n", token, "done 1 2 3 0\n"),
    ),
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part as string))).subarray(0, maxBytes));
const noise = fc
  .uint8Array({ maxLength: 60 })
  .map((bytes) => Buffer.from(bytes))
  .filter((bytes) => !bytes.includes(token));
/** Of a program that knows the token of its question, which none does. */
const answered = fc.record({ exitCode: fc.nat(255), stdout: output, stderr: output, isCut: fc.boolean() });
/** Of a program that knows the form of an answer. */
const withoutToken = (text: Uint8Array): Buffer =>
  Buffer.from(Buffer.from(text).toString("latin1").replaceAll(token, "f".repeat(32)), "latin1");
const unknowing = answered.map((answer) => ({ ...answer, stdout: withoutToken(answer.stdout), stderr: withoutToken(answer.stderr) }));
type Answered = Pick<KeptAnswer, "stdout" | "stderr" | "isCut"> & { readonly exitCode: number };

function bytesOf({ exitCode, stdout, stderr, isCut }: Answered): Buffer {
  const line = `done ${String(exitCode)} ${String(stdout.length)} ${String(stderr.length)} ${isCut ? "1" : "0"}\n`;
  return Buffer.concat([Buffer.from(`${mark}${line}`), stdout, stderr, Buffer.from(`${mark}end ${line}`)]);
}

/** In pieces that begin at these places. */
function read(bytes: Buffer, places: readonly number[] = []): KeptAnswerReader {
  const reader = new KeptAnswerReader(token, maxBytes);
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((one, other) => one - other);
  for (const [index, from] of [0, ...cuts].entries()) reader.add(bytes.subarray(from, cuts[index]));
  return reader;
}

const places = fc.array(fc.nat(4_000), { maxLength: 30 });

describe("an answer in a kept session", () => {
  test("is read as it was given, whatever is in it, before it, and wherever it is split", () => {
    fc.assert(
      fc.property(answered, noise, places, (answer, before, cuts) => {
        const { outcome, hasMore } = read(Buffer.concat([before, bytesOf(answer)]), cuts);

        expect(outcome).toEqual({ state: "done", number: answer.exitCode, ...pick(answer) });
        expect(hasMore).toBe(false);
      }),
    );
  });

  test("keeps nothing of the pieces in which it came: many small ones take far more than their bytes", () => {
    const answer = { exitCode: 0, stdout: Buffer.from("abc"), stderr: Buffer.from("de"), isCut: false };
    const reader = new KeptAnswerReader(token, maxBytes);

    const bytes = bytesOf(answer);
    const headerEnd = bytes.indexOf("\n", mark.length) + 1;
    reader.add(bytes.subarray(0, headerEnd));
    for (const byte of bytes.subarray(headerEnd)) {
      const piece = Buffer.from([byte]);
      reader.add(piece);
      piece.fill(0);
    }

    expect(reader.outcome).toEqual({ state: "done", number: 0, ...pick(answer) });
  });

  test("is the same byte by byte", () => {
    fc.assert(
      fc.property(answered, (answer) => {
        const bytes = bytesOf(answer);

        expect(
          read(
            bytes,
            Array.from(bytes, (_, index) => index),
          ).outcome,
        ).toEqual(read(bytes).outcome);
      }),
      { numRuns: 20 },
    );
  });

  test("is none as long as a byte is missing, wherever it breaks off", () => {
    fc.assert(
      fc.property(answered, fc.nat(4_000), places, (answer, end, cuts) => {
        const bytes = bytesOf(answer);

        expect(read(bytes.subarray(0, end % bytes.length), cuts).outcome).toBeUndefined();
      }),
    );
  });

  test("is none when somebody else printed in it", () => {
    const anything = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((each) => Buffer.from(each));
    const digits = fc.stringMatching(/^[0-9 ]{1,3}$/).map((each) => Buffer.from(each));
    const strange = fc.oneof(anything, digits).filter((each) => !each.includes(token));
    fc.assert(
      fc.property(unknowing, fc.nat(4_000), strange, (answer, place, printed) => {
        const bytes = bytesOf(answer);
        // Before its first line it would be noise, and behind its last no part of it.
        const at = 1 + (place % (bytes.length - 1));
        const { outcome } = read(Buffer.concat([bytes.subarray(0, at), printed, bytes.subarray(at)]));

        // Printed bytes that are those that stand there change nothing but what comes behind the answer.
        if (typeof outcome === "object")
          expect({ number: outcome.number, ...pick(outcome) }).toEqual({ number: answer.exitCode, ...pick(answer) });
      }),
      { numRuns: 2_000 },
    );
  });

  test("is followed by nothing, or it is seen", () => {
    fc.assert(
      fc.property(answered, fc.uint8Array({ minLength: 1 }), places, (answer, more, cuts) => {
        expect(read(Buffer.concat([bytesOf(answer), more]), cuts).hasMore).toBe(true);
      }),
    );
  });

  test.each([
    ["another state", "dane 0 0 0 0"],
    ["an exit code that none is", "done 256 0 0 0"],
    ["an output longer than wanted", `done 0 ${String(maxBytes + 1)} 0 0`],
    ["an errors' output longer than wanted", `done 0 0 ${String(maxBytes + 1)} 0`],
    ["an output of what was not started", "noexec 2 1 0 0"],
    ["a number too few", "done 0 0 0"],
    ["an endless number", `done ${"9".repeat(200)}`],
    ["no numbers", "done x y z 0"],
  ])("is spoilt with %s", (_name, header) => {
    expect(read(Buffer.from(`${mark}${header}\n`)).outcome).toBe("spoilt");
  });

  test("is spoilt with a line or a noise that does not end", () => {
    expect(read(Buffer.from(`${mark}done ${"9".repeat(500)}`)).outcome).toBe("spoilt");
    expect(read(Buffer.alloc(70_000, "x"), [10, 20_000, 66_000]).outcome).toBe("spoilt");
  });

  test("says why a program was not started", () => {
    expect(read(Buffer.from(`${mark}nocd 2 0 0 0\n${mark}end nocd 2 0 0 0\n`)).outcome).toMatchObject({ state: "nocd", number: 2 });
  });
});

test("a question is its length and its fields, of which none is lost by being empty", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", " ", "\n", "ü", "€", "🧬", "'", "$") }), { minLength: 1 }), (fields) => {
      const frame = renderQuestion(fields);

      expect(frame.readUInt32BE()).toBe(frame.length - 4);
      expect(frame.subarray(4).toString().split("\0")).toEqual(fields);
    }),
  );
});

function pick({ stdout, stderr, isCut }: Pick<KeptAnswer, "stdout" | "stderr" | "isCut">) {
  return { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), isCut };
}
