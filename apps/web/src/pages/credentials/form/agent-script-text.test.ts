import { expect, test } from "vitest";
import { agentTokenName, scriptWithToken } from "./agent-script-text.ts";

test("the token takes every place that waits for it, and signs in it have no meaning", () => {
  expect(scriptWithToken("export T='<YOUR TOKEN>' # <YOUR TOKEN>", "a$&b")).toBe("export T='a$&b' # a$&b");
});

test("without a token the script stays as it came", () => {
  expect(scriptWithToken("export T='<YOUR TOKEN>'", undefined)).toBe("export T='<YOUR TOKEN>'");
});

test("the name of the token fits", () => {
  expect(agentTokenName("gadi")).toBe("agent-gadi");
  expect(agentTokenName("")).toBe("agent-new");
  expect(agentTokenName("x".repeat(99))).toHaveLength(50);
});
