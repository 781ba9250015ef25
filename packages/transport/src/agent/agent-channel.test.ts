import type { Operation } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import { expect, test } from "vitest";

import { AgentChannel } from "./agent-channel.ts";
import type { AgentLink } from "./agent-link.ts";

interface Asked {
  readonly operation: Operation;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

function channelThat(answer: (operation: Operation) => Promise<unknown>): { readonly channel: AgentChannel; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const link: AgentLink = {
    peer: { kind: "agent", userName: "ada", hostName: "login1", workDir: "/work" },
    request: (operation, { timeoutMs, signal }) => {
      asked.push({ operation, timeoutMs, signal });
      return answer(operation) as never;
    },
  };
  return { channel: new AgentChannel(link, { fileTimeoutMs: 5_000 }), asked };
}

const chunk = { offset: 0, bytes: new Uint8Array(), fileSizeBytes: 0 };

test("each method is one request with a limit of its own", async () => {
  const { channel, asked } = channelThat((operation) =>
    Promise.resolve(
      operation.kind === "run" ? { exitCode: 0, stdout: "", stderr: "", isCut: false } : { ...chunk, stat: null, entries: [] },
    ),
  );

  await channel.run({ words: ["squeue"], timeoutMs: 7_000, stdin: "x", isQuestion: true });
  await channel.readFile("/f", { offset: 3, maxBytes: 10 });
  await channel.tail("/f");
  await channel.writeFile("/f", new Uint8Array(2), { mode: 0o700 });
  await channel.stat("/f");
  await channel.list("/d");
  await channel.makeDirectory("/d", { mode: 0o700 });

  expect(asked.map(({ operation, timeoutMs }) => ({ operation, timeoutMs }))).toEqual([
    { operation: { kind: "run", words: ["squeue"], stdin: "x", maxOutputBytes: 1_048_576 }, timeoutMs: 7_000 },
    { operation: { kind: "read", path: "/f", offset: 3, maxBytes: 10 }, timeoutMs: 5_000 },
    { operation: { kind: "tail", path: "/f", maxBytes: 65_536 }, timeoutMs: 5_000 },
    { operation: { kind: "write", path: "/f", bytes: new Uint8Array(2), mode: 0o700 }, timeoutMs: 5_000 },
    { operation: { kind: "stat", path: "/f" }, timeoutMs: 5_000 },
    { operation: { kind: "list", path: "/d" }, timeoutMs: 5_000 },
    { operation: { kind: "makeDirectory", path: "/d", mode: 0o700 }, timeoutMs: 5_000 },
  ]);
});

test("limits beyond the protocol are lowered to it", async () => {
  const { channel, asked } = channelThat(() => Promise.resolve({ ...chunk, exitCode: 0, stdout: "", stderr: "", isCut: true }));

  const result = await channel.run({ words: ["squeue"], timeoutMs: 86_400_000, maxOutputBytes: 1e9 });
  await channel.readFile("/f", { maxBytes: 1e9 });

  expect(result.isCut).toBe(true);
  expect(asked).toMatchObject([{ timeoutMs: 3_600_000, operation: { maxOutputBytes: 2_097_152 } }, { operation: { maxBytes: 4_194_304 } }]);
});

test("what every agent would refuse is not sent", async () => {
  const { channel, asked } = channelThat(() => Promise.resolve({}));

  await expect(channel.stat("relative")).rejects.toMatchObject({ code: "file.failed" });
  await expect(channel.readFile("/f", { offset: -1 })).rejects.toMatchObject({ code: "file.failed" });
  await expect(channel.run({ words: ["a", "b\0"], timeoutMs: 1 })).rejects.toMatchObject({ code: "command.not_started" });
  await expect(channel.run({ words: ["a"], stdin: "x".repeat(2_000_000), timeoutMs: 1 })).rejects.toMatchObject({
    code: "request.too_large",
  });
  await expect(channel.writeFile("/f", new Uint8Array(5_000_000))).rejects.toMatchObject({ code: "request.too_large" });
  expect(asked).toEqual([]);
});

test("errors of the link pass unchanged", async () => {
  const { channel } = channelThat(() => Promise.reject(new AppError("agent.gone", "Lost.")));

  await expect(channel.list("/d")).rejects.toMatchObject({ code: "agent.gone" });
});

test("closing gives up what waits, cancels it, and refuses what comes", async () => {
  const { channel, asked } = channelThat(() => new Promise(() => undefined));
  const waiting = channel.stat("/f").catch((error: unknown) => error);
  const isCancelled = (): boolean | undefined => asked[0]?.signal?.aborted;
  const before = isCancelled();

  await channel[Symbol.asyncDispose]();

  expect([before, isCancelled()]).toEqual([false, true]);
  expect(await waiting).toMatchObject({ code: "agent.gone" });
  await expect(channel.stat("/f")).rejects.toMatchObject({ code: "agent.offline" });
});
