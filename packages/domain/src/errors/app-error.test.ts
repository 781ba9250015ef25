import { expect, test } from "vitest";
import { AppError, isAppError } from "./app-error.ts";
import { catalogue } from "./catalogue.ts";
import type { ErrorCode } from "./catalogue.ts";

const codes = Object.keys(catalogue) as ErrorCode[];

test("an error takes kind and hint from the catalogue, and keeps what it was made with", () => {
  const cause = new TypeError("root");

  const error = new AppError("run.not_found", "Run x not found.", { detail: "d", cause, fields: ["runId"], retryAfterSeconds: 3 });

  expect(error).toMatchObject({ name: "AppError", kind: "not_found", detail: "d", fields: ["runId"], retryAfterSeconds: 3 });
  expect(error.hint).toBe(catalogue["run.not_found"].hint);
  expect(error.cause).toBe(cause);
});

test("what was not said is absent", () => {
  const error = new AppError("run.not_found", "Run x not found.");

  expect([error.detail, error.retryAfterSeconds, error.fields, error.conflicts, "cause" in error]).toEqual([
    undefined,
    undefined,
    [],
    [],
    false,
  ]);
});

test("errors are told apart by their code, never by their words", () => {
  const error: unknown = new AppError("run.not_found", "text");

  expect([isAppError(error), isAppError(error, "run.not_found"), isAppError(error, "run.ended")]).toEqual([true, true, false]);
  expect([isAppError(new TypeError("run.not_found")), isAppError("run.not_found"), isAppError(undefined)]).toEqual([false, false, false]);
});

test.each(codes)("%s is named thing.problem, and its hint is a sentence", (code) => {
  expect(code).toMatch(/^[a-z]+\.[a-z_]+$/);
  expect(catalogue[code].hint).toMatch(/^[A-Z].*[^ ,;:]$/s);
  expect(catalogue[code].hint.length).toBeLessThan(160);
});

test("a name tells its kind: what is not found is not_found, what is taken is a conflict", () => {
  for (const code of codes) {
    const { kind } = catalogue[code];
    if (code.endsWith(".name_taken")) expect([code, kind]).toEqual([code, "conflict"]);
    if (code.endsWith(".name_invalid")) expect([code, kind]).toEqual([code, "invalid"]);
    if (/^(user|token|credential|environment|run|task|workspace)\.not_found$/.test(code)) expect([code, kind]).toEqual([code, "not_found"]);
  }
});
