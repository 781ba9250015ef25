import { expect, test } from "vitest";
import { expandPath } from "./expand-path.ts";

const peer = { kind: "agent", userName: "jane", hostName: "login1", workDir: "/scratch/jane" } as const;

test.each([
  ["/data/work", "/data/work"],
  ["$TW_AGENT_WORKDIR", "/scratch/jane"],
  ["$TW_AGENT_WORK/runs/", "/scratch/jane/runs"],
  ["${TW_AGENT_WORKDIR}/runs", "/scratch/jane/runs"],
  ["/workspace/$TW_AGENT_USER", "/workspace/jane"],
  ["/", "/"],
])("%s is %s for the agent", (path, expanded) => {
  expect(expandPath(path, peer)).toBe(expanded);
});

test.each(["$HOME/work", "${HOME}/work", "/data/$PROJECT", "$(touch x)/work", "$TW_AGENT_USER/work", "work", "$TW_AGENT_WORKDIRS/x"])(
  "%s is refused, because no shell would fill it in",
  (path) => {
    expect(() => expandPath(path, peer)).toThrow(
      expect.objectContaining({ code: "request.invalid", message: expect.stringContaining(path) as string }),
    );
  },
);
