import { inspect } from "node:util";

import { SystemClock } from "@postern/runtime";
import { expect, onTestFinished, test } from "vitest";

import { SshChannel } from "./index.ts";
import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const secret = "geheim-7f3a";
const hidden = Buffer.from(secret).toString("base64").slice(0, -2);

test.each([
  ["echoes what it is fed", "cat"],
  ["prints it where errors go, and fails", "cat >&2; exit 1"],
  ["echoes some of it and ends", "head -c 600"],
])("a host that %s: nothing of words, of a file or of what a program was to read comes into an error", async (_how, command) => {
  const scene = await startSshScene({ settings: [`ForceCommand ${command}`] });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  const peer = { kind: "ssh", userName: "jane", hostName: "login", workDir: "/" } as const;
  const channel = new SshChannel({
    account: scene.account,
    clock: new SystemClock(),
    peer,
    newToken: () => "0123456789abcdef",
    fileTimeoutMs: 1_000,
  });
  await scene.account.connection();
  const timeoutMs = 1_000;

  const outcomes = await Promise.allSettled([
    channel.run({ words: ["echo", secret], timeoutMs }),
    channel.run({ words: ["echo", secret], timeoutMs, isQuestion: true }),
    channel.run({ words: ["cat"], stdin: secret, timeoutMs }),
    channel.writeFile("/tmp/never", Buffer.from(secret)),
  ]);

  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => "rejected"));
  const shown = inspect(outcomes, { depth: 20, showHidden: true });
  for (const each of [secret, hidden]) expect(shown).not.toContain(each);
});
