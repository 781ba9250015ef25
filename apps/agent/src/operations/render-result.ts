import { encodeMessage, encodeValue, resultErrorCodes } from "@postern/agent-protocol";
import type { OperationKind, ResultError, ResultErrorCode, ValueOf } from "@postern/agent-protocol";
import { AppError, isAppError } from "@postern/domain";

/** Leaves room for the worst case, where each character becomes six in JSON. */
const shortenedChars = 512 * 1024;
const maxMessageChars = 2_000;

/** The frame of a good answer. Output that does not fit is shortened; other answers that do not fit become `file.failed`. */
export function renderResult(id: string, value: ValueOf<OperationKind>): string {
  try {
    return encodeMessage({ type: "result", id, ok: true, value: encodeValue(value) });
  } catch (error) {
    if (!isAppError(error, "agent.protocol")) throw error;
    if (isOutput(value)) return encodeMessage({ type: "result", id, ok: true, value: shorten(value) });
    return renderFailure(id, new AppError("file.failed", "The answer is larger than an agent may send at once."));
  }
}

/** The frame of an answer that says what went wrong. An error without a code says that the act may have happened. */
export function renderFailure(id: string, error: unknown): string {
  return encodeMessage({ type: "result", id, ok: false, error: toResultError(error) });
}

export function toResultError(error: unknown): ResultError {
  const code: ResultErrorCode = resultErrorCodes.find((known) => isAppError(error, known)) ?? "agent.gone";
  return { code, message: isAppError(error) ? error.message.slice(0, maxMessageChars) : "The agent failed." };
}

function isOutput(value: ValueOf<OperationKind>): value is ValueOf<"run"> {
  return "stdout" in value;
}

function shorten(value: ValueOf<"run">): ValueOf<"run"> {
  return { ...value, stdout: value.stdout.slice(0, shortenedChars), stderr: value.stderr.slice(0, shortenedChars), isCut: true };
}
