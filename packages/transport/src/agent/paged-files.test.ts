import type { Operation } from "@postern/agent-protocol";
import { expect, test } from "vitest";

import { AgentChannel } from "./agent-channel.ts";

const mebibyte = 1024 * 1024;

/** An agent of the first version that has one file, `/f`. */
function olderAgent(content: Buffer): { readonly channel: AgentChannel; readonly written: Uint8Array[]; readonly asked: string[] } {
  const written: Uint8Array[] = [];
  const asked: string[] = [];
  const stat = { kind: "file", sizeBytes: content.length, modifiedAt: 5, mode: 0o600, isWritable: true };
  const answer = (operation: Operation): unknown => {
    asked.push(operation.kind);
    if (operation.kind === "write") written.push(operation.bytes);
    if (operation.kind === "stat")
      return { stat: operation.path === "/f" ? stat : operation.path === "/d" ? { ...stat, kind: "directory" } : null };
    if (operation.kind !== "read") return {};
    const bytes = content.subarray(operation.offset, operation.offset + operation.maxBytes);
    return { offset: operation.offset, bytes, fileSizeBytes: content.length };
  };
  const request = (operation: Operation) => Promise.resolve(answer(operation) as never);
  const peer = { kind: "agent", userName: "ada", hostName: "login1", workDir: "/" } as const;
  return { channel: new AgentChannel({ peer, request, streams: () => undefined }), written, asked };
}

async function read(channel: AgentChannel, range: { offset?: number; maxBytes?: number } = {}): Promise<Buffer> {
  await using reading = await channel.openRead("/f", range);
  const pieces: Uint8Array[] = [];
  for await (const piece of reading) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("over an agent without streams a file is read in pages", async () => {
  const content = Buffer.from(Array.from({ length: 9 * mebibyte }, (_, index) => index % 251));
  const { channel, asked } = olderAgent(content);

  const whole = await read(channel);
  const part = await read(channel, { offset: 5, maxBytes: 3 });

  expect(whole.equals(content)).toBe(true);
  expect([...part]).toEqual([5, 6, 7]);
  expect(asked).toEqual(["stat", "read", "read", "read", "read", "stat", "read"]);
});

test("which file it is is not known, but its size and time are", async () => {
  const { channel } = olderAgent(Buffer.from("abc"));

  await using reading = await channel.openRead("/f");

  expect(reading.file).toEqual({ identity: "unknown", sizeBytes: 3, modifiedAt: 5 });
});

test("what is not there, and what is no file, is refused before it is read", async () => {
  const { channel } = olderAgent(Buffer.alloc(0));

  await expect(channel.openRead("/nothing")).rejects.toMatchObject({ code: "file.not_found" });
  await expect(channel.openRead("/d")).rejects.toMatchObject({ code: "file.failed" });
});

test("a file is written at its commit, in one request", async () => {
  const { channel, written } = olderAgent(Buffer.alloc(0));
  await using writing = await channel.openWrite("/f");
  await writing.write(Buffer.from("ab"));
  await writing.write(Buffer.from("c"));
  expect(written).toEqual([]);

  await writing.commit();

  expect(written.map((bytes) => Buffer.from(bytes).toString())).toEqual(["abc"]);
  await expect(writing.write(Buffer.from("d"))).rejects.toMatchObject({ code: "file.failed" });
});

test("what one request cannot carry is refused, with nothing sent", async () => {
  const { channel, written } = olderAgent(Buffer.alloc(0));
  await using writing = await channel.openWrite("/f");
  await writing.write(new Uint8Array(4 * mebibyte));

  await expect(writing.write(new Uint8Array(1))).rejects.toMatchObject({ code: "request.too_large" });
  await expect(writing.commit()).rejects.toMatchObject({ code: "file.failed" });
  expect(written).toEqual([]);
});
