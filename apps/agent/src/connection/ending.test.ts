import { closeCodes } from "@postern/agent-protocol";
import { expect, test } from "vitest";

import { stepAfter } from "./ending.ts";

test.each([
  ["a lost connection", { reason: "connection lost", closeCode: 1006 }, "back-off"],
  ["a server that goes away", { reason: "going away", closeCode: closeCodes.goingAway }, "back-off"],
  ["trouble in the server", { reason: "x", status: 503 }, "back-off"],
  ["a wrong address", { reason: "x", status: 404 }, "back-off"],
  ["a redirect", { reason: "x", status: 302 }, "back-off"],
  ["a refused token", { reason: "x", status: 401 }, "slow"],
  ["a forbidden token", { reason: "x", status: 403 }, "slow"],
  ["a token that ended", { reason: "x", closeCode: closeCodes.tokenInvalid }, "slow"],
  ["a server of another version", { reason: "x", closeCode: closeCodes.versionUnsupported }, "slow"],
  ["an agent that was revoked", { reason: "x", closeCode: closeCodes.revoked }, "slow"],
  ["too many agents of one person", { reason: "x", closeCode: closeCodes.tooMany }, "slow"],
  ["a newer agent", { reason: "x", closeCode: closeCodes.replaced }, "yield"],
  ["the code that makes the incumbent's agent exit", { reason: "x", closeCode: 4000 }, "back-off"],
] as const)("after %s comes another dial", (_what, ending, pace) => {
  expect(stepAfter(ending).pace).toBe(pace);
});

test("what only a person can change says what to do", () => {
  expect(stepAfter({ reason: "x", status: 401 }).reason).toContain("make a new one");
  expect(stepAfter({ reason: "x", status: 404 }).reason).toContain("--url");
});
