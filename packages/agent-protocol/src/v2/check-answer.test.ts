import { expect, test } from "vitest";

import { checkAnswer } from "./check-answer.ts";
import type { Operation, OperationKind, ValueOf } from "./operations.ts";

const chunk = (sizeBytes: number) => ({ offset: 0, bytes: new Uint8Array(sizeBytes), fileSizeBytes: 100 });
const output = (stdout: string, stderr = "") => ({ exitCode: 0, stdout, stderr, isCut: false });
const read = { kind: "read", path: "/x", offset: 0, maxBytes: 10 } as const;
const tail = { kind: "tail", path: "/x", maxBytes: 10 } as const;
const run = { kind: "run", words: ["x"], maxOutputBytes: 10 } as const;

test.each<[Operation, ValueOf<OperationKind>]>([
  [read, chunk(10)],
  [tail, chunk(0)],
  [run, output("ä".repeat(5), "x".repeat(10))],
  [{ kind: "run", words: ["x"] }, output("x".repeat(1_048_576))],
  [{ kind: "stat", path: "/x" }, { stat: null }],
])("%o is answered by as much as was asked for", (asked, value) => {
  expect(() => checkAnswer(asked, value)).not.toThrow();
});

test.each<[Operation, ValueOf<OperationKind>]>([
  [read, chunk(11)],
  [tail, chunk(11)],
  [run, output("x".repeat(11))],
  [run, output("", "x".repeat(11))],
  [{ kind: "run", words: ["x"] }, output("x".repeat(1_048_577))],
])("more than %o asks for is no answer", (asked, value) => {
  expect(() => checkAnswer(asked, value)).toThrow(expect.objectContaining({ code: "agent.protocol" }));
});
