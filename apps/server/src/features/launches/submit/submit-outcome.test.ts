import { AppError } from "@postern/domain";
import type { ErrorCode } from "@postern/domain";
import { describe, expect, test } from "vitest";
import { isPassing, isProofOfNoJob } from "./submit-outcome.ts";

describe("what a failed submit says of the job", () => {
  test.each<[ErrorCode, boolean, boolean]>([
    ["agent.offline", true, true],
    ["agent.gone", true, false],
    ["command.timeout", true, false],
    ["scheduler.rejected", false, true],
    ["scheduler.unclear", false, false],
    ["ssh.unreachable", true, true],
    ["ssh.host_key_changed", false, true],
    ["ssh.refused", false, true],
    ["ssh.no_shell", false, true],
  ])("%s: may pass %s, proves that there is none %s", (code, passes, proves) => {
    const error = new AppError(code, "It failed.");

    expect([isPassing(error), isProofOfNoJob(error)]).toEqual([passes, proves]);
  });
});
