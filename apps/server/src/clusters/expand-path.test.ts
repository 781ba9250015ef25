import { expect, test } from "vitest";
import { expandPath } from "./expand-path.ts";

const peer = { kind: "agent", userName: "jane", hostName: "login1", workDir: "/scratch/jane" } as const;
const at = (home: string | undefined) => ({ peer, findHome: () => Promise.resolve(home) });

test.each([
  ["/data/work", "/data/work"],
  ["$TW_AGENT_WORKDIR", "/scratch/jane"],
  ["$TW_AGENT_WORK/runs/", "/scratch/jane/runs"],
  ["${TW_AGENT_WORKDIR}/runs", "/scratch/jane/runs"],
  ["/workspace/$TW_AGENT_USER", "/workspace/jane"],
  ["$HOME", "/home/jane"],
  ["${HOME}/work", "/home/jane/work"],
  ["/scratch/$USER/${USER}-work", "/scratch/jane/jane-work"],
  ["/", "/"],
])("%s is %s for the agent", async (path, expanded) => {
  expect(await expandPath(path, at("/home/jane"))).toBe(expanded);
});

test.each([
  ["$HOME", "/"],
  ["$HOME/work", "/work"],
])("%s is %s for an account that is at home in /", async (path, expanded) => {
  expect(await expandPath(path, at("/"))).toBe(expanded);
});

test("a home folder that cannot be known is an error that names the path and the cure", async () => {
  await expect(expandPath("$HOME/work", at(undefined))).rejects.toMatchObject({
    code: "path.no_home",
    message: "login1 does not tell the home folder of jane, which $HOME/work names.",
    hint: expect.stringMatching(/whole path/) as string,
  });
});

test("nobody is asked for a home folder that the path does not name", async () => {
  const channel = { peer, findHome: () => Promise.reject(new Error("asked")) };

  expect(await expandPath("/scratch/$USER", channel)).toBe("/scratch/jane");
});

test.each(["$HOMES/work", "/data/$PROJECT", "$(touch x)/work", "$TW_AGENT_USER/work", "$USER/work", "work", "$TW_AGENT_WORKDIRS/x"])(
  "%s is refused, because no shell would fill it in",
  async (path) => {
    await expect(expandPath(path, at("/home/jane"))).rejects.toMatchObject({
      code: "request.invalid",
      message: expect.stringContaining(path) as string,
    });
  },
);
