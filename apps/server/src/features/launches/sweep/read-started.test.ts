import type { CommandChannel } from "@postern/transport";
import { expect, test } from "vitest";
import { readStarted } from "./read-started.ts";

const startedAs = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return readStarted({ readFile: () => Promise.resolve({ bytes }) } as unknown as CommandChannel, "/work/nf.started");
};

test.each(["4711", "67108870", "12.pbs-01", "12[].pbs.example.org", "12.pbs@other.example.org"])(
  "the job %s is the one that began",
  async (id) => {
    expect(await startedAs(`n1 42 2026-01-01T00:00:00Z ${id}\n`)).toEqual({ seen: "yes", id });
  },
);

test.each(["--me", "--user=jane", "-u", "0", "4711;other", "4711,4712", "$(id)", "4711_3", "[1-9]", ""])(
  "%j is no job, and never a word of a command",
  async (id) => {
    expect(await startedAs(`n1 42 2026-01-01T00:00:00Z ${id}\n`)).toEqual({ seen: "yes", id: undefined });
  },
);

test("an id whose line has no end yet is none", async () => {
  expect(await startedAs("n1 42 2026-01-01T00:00:00Z 47")).toEqual({ seen: "yes", id: undefined });
});
