import { AppError } from "@postern/domain";
import type { ErrorCode } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { expect, test } from "vitest";
import { readExitFile } from "./read-exit-file.ts";

const holding = (text: string) => answering(() => Promise.resolve({ offset: 0, bytes: new TextEncoder().encode(text), fileSizeBytes: 0 }));
const failing = (code: ErrorCode) => answering(() => Promise.reject(new AppError(code, "No.")));
const answering = (readFile: CommandChannel["readFile"]) => ({ readFile }) as Partial<CommandChannel> as CommandChannel;

test.each([
  ["a code", holding("143\n"), { seen: "code", exitCode: 143 }],
  ["a file that is being written", holding(""), { seen: "nothing" }],
  ["another text", holding("killed\n"), { seen: "nothing" }],
  ["no file", failing("file.not_found"), { seen: "missing" }],
  ["a file that may not be read", failing("file.failed"), { seen: "nothing" }],
  ["no way to the cluster", failing("agent.offline"), { seen: "nothing" }],
  ["an answer that was lost", failing("agent.gone"), { seen: "nothing" }],
] as const)("%s is taken for what it is", async (_what, channel, seen) => {
  expect(await readExitFile(channel, "/work/nf-1.exit")).toEqual(seen);
});
