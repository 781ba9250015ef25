import { decodeStreamFrame, encodeStreamFrame, limits } from "@postern/agent-protocol";
import type { StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";

import { AgentStreamTable } from "./agent-stream-table.ts";

const file = { identity: "1", sizeBytes: 6, modifiedAt: 0 };

function scene() {
  const clock = new ManualClock();
  const sent: StreamFrame[] = [];
  const socket = { bufferedBytes: 0, isOpen: true };
  const send = (bytes: Uint8Array): void => {
    if (!socket.isOpen) throw new AppError("agent.offline", "The agent is not connected.");
    const frame = decodeStreamFrame(bytes);
    if (frame !== undefined) sent.push(frame);
  };
  const table = new AgentStreamTable({ fence: 7, clock, send, bufferedBytes: () => socket.bufferedBytes });
  const give = (frame: StreamFrame): void => table.receive(encodeStreamFrame(frame));
  return { table, clock, sent, socket, give };
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "fine",
    (error: unknown) => (error as AppError).code,
  );

test("a file and its first window are asked for at once, with the fence", async () => {
  const { table, sent, give } = scene();
  const opening = table.openRead("/x", { offset: 5, maxBytes: 9 });

  give({ kind: "opened", id: 1, file });
  const reading = await opening;

  expect(reading).toMatchObject({ file, offset: 5 });
  expect(sent).toEqual([
    { kind: "open", id: 1, fence: 7, ask: { what: "read", path: "/x", offset: 5, maxBytes: 9 } },
    { kind: "credit", id: 1, bytes: limits.streamWindowBytes },
  ]);
});

test("an agent that does not open the file in time is given up, and told so", async () => {
  const { table, sent, clock } = scene();
  const outcome = codeOf(table.openRead("/x"));

  clock.advance(40_000);

  expect(await outcome).toBe("agent.gone");
  expect(sent.at(-1)).toMatchObject({ kind: "abort", id: 1 });
  expect(table.openCount).toBe(0);
});

test("when the connection ends, all that is open breaks, and nothing new is opened", async () => {
  const { table, give } = scene();
  const reading = table.openRead("/x");
  const writing = table.openWrite("/y");
  const unopened = codeOf(table.openRead("/z"));
  give({ kind: "opened", id: 1, file });
  give({ kind: "opened", id: 2, file: undefined });
  give({ kind: "data", id: 1, position: 0, bytes: Buffer.from("abc") });
  const pieces = (await reading)[Symbol.asyncIterator]();
  const write = (await writing).write(Buffer.from("waits for credit"));
  const written = codeOf(write);

  table.end();

  expect(await pieces.next()).toEqual({ done: false, value: Buffer.from("abc") });
  expect(await Promise.all([codeOf(pieces.next()), written, unopened, codeOf((await writing).commit())])).toEqual(
    Array(4).fill("agent.gone"),
  );
  expect(await codeOf(table.openRead("/x"))).toBe("agent.offline");
  expect(table.openCount).toBe(0);
});

test("more than the limit at once is refused as busy, and a place that is left is free", async () => {
  const { table, give } = scene();
  const first = table.openRead("/x");
  for (let index = 1; index < limits.maxStreams; index += 1) void codeOf(table.openRead("/x"));
  expect(await codeOf(table.openRead("/x"))).toBe("agent.busy");
  give({ kind: "opened", id: 1, file });

  await (await first)[Symbol.asyncDispose]();

  expect(table.openCount).toBe(limits.maxStreams - 1);
  void codeOf(table.openRead("/x"));
  expect(table.openCount).toBe(limits.maxStreams);
});

test("an agent that stops in the middle of a file is given up, and told so; a reader that takes its time is not", async () => {
  const { table, sent, clock, give } = scene();
  const opening = table.openRead("/x");
  give({ kind: "opened", id: 1, file });
  give({ kind: "data", id: 1, position: 0, bytes: Buffer.from("abc") });
  const pieces = (await opening)[Symbol.asyncIterator]();
  await pieces.next();
  clock.advance(600_000);
  give({ kind: "data", id: 1, position: 3, bytes: Buffer.from("def") });
  expect((await pieces.next()).value).toEqual(Buffer.from("def"));

  const outcome = codeOf(pieces.next());
  clock.advance(120_000);

  expect(await outcome).toBe("agent.gone");
  expect(sent.at(-1)).toMatchObject({ kind: "abort", id: 1 });
  expect([table.openCount, clock.sleeperCount]).toEqual([0, 0]);
});

test.each([
  ["takes no more", 0],
  ["does not let anything through", 10_000_000],
])("an agent that %s of a file is given up, and told so", async (_, bufferedBytes) => {
  const { table, sent, socket, clock, give } = scene();
  const opening = table.openWrite("/x");
  give({ kind: "opened", id: 1, file: undefined });
  const writing = await opening;
  socket.bufferedBytes = bufferedBytes;
  if (bufferedBytes > 0) give({ kind: "credit", id: 1, bytes: 100 });

  const outcome = codeOf(writing.write(Buffer.from("abc")));
  await vi.waitFor(() => expect(clock.sleeperCount).toBeGreaterThan(bufferedBytes > 0 ? 1 : 0), 10_000);
  clock.advance(120_000);
  await vi.waitFor(() => expect(sent.at(-1)).toMatchObject({ kind: "abort", id: 1 }), 10_000);
  clock.advance(4);

  expect(await outcome).toBe("agent.gone");
  expect(table.openCount).toBe(0);
});

test("a reader that leaves tells the agent, and what still comes is dropped", async () => {
  const { table, sent, give } = scene();
  const opening = table.openRead("/x");
  give({ kind: "opened", id: 1, file });
  const reading = await opening;

  await reading[Symbol.asyncDispose]();
  await reading[Symbol.asyncDispose]();
  give({ kind: "data", id: 1, position: 0, bytes: Buffer.from("late") });

  expect(sent.filter(({ kind }) => kind === "abort")).toHaveLength(1);
  expect((await reading[Symbol.asyncIterator]().next()).done).toBe(true);
});

test("what the agent says of a file keeps its code", async () => {
  const { table, give } = scene();
  const outcome = codeOf(table.openRead("/x"));

  give({ kind: "abort", id: 1, error: { code: "file.not_found", message: "Nothing is at /x." } });

  expect(await outcome).toBe("file.not_found");
});

test("credit that cannot be sent breaks the reading, rather than letting both sides wait", async () => {
  const { table, socket, give } = scene();
  const opening = table.openRead("/x");
  give({ kind: "opened", id: 1, file });
  for (let position = 0; position < limits.streamWindowBytes; position += limits.streamPieceBytes) {
    give({ kind: "data", id: 1, position, bytes: Buffer.alloc(limits.streamPieceBytes) });
  }
  const reading = await opening;
  socket.isOpen = false;

  const outcome = codeOf(
    (async () => {
      for await (const piece of reading) expect(piece.length).toBe(limits.streamPieceBytes);
    })(),
  );

  expect(await outcome).toBe("agent.gone");
});

test("a file is written by what the agent grants, and is there when it says so", async () => {
  const { table, sent, give } = scene();
  const opening = table.openWrite("/x", { mode: 0o600 });
  give({ kind: "opened", id: 1, file: undefined });
  give({ kind: "credit", id: 1, bytes: 4 });
  give({ kind: "credit", id: 1, bytes: 4 });
  const writing = await opening;

  await writing.write(Buffer.from("abcdef"));
  const committed = codeOf(writing.commit());
  give({ kind: "done", id: 1 });

  expect(sent).toEqual([
    { kind: "open", id: 1, fence: 7, ask: { what: "write", path: "/x", mode: 0o600 } },
    { kind: "data", id: 1, position: 0, bytes: Buffer.from("abcdef") },
    { kind: "end", id: 1, position: 6 },
  ]);
  expect(await committed).toBe("fine");
});

test("an agent that is done before the end breaks the protocol, and lets no writer wait for ever", async () => {
  const { table, give } = scene();
  const opening = table.openWrite("/x");
  give({ kind: "opened", id: 1, file: undefined });
  const writing = await opening;
  const written = codeOf(writing.write(Buffer.from("waits for credit")));

  expect(() => give({ kind: "done", id: 1 })).toThrow(expect.objectContaining({ code: "agent.protocol" }));
  table.end();

  expect(await written).toBe("agent.gone");
});

test("while much waits in the socket, no piece is added to it", async () => {
  const { table, sent, socket, clock, give } = scene();
  const opening = table.openWrite("/x");
  give({ kind: "opened", id: 1, file: undefined });
  give({ kind: "credit", id: 1, bytes: 100 });
  const writing = await opening;
  socket.bufferedBytes = 10_000_000;

  const written = writing.write(Buffer.from("abc"));
  // Beside the limit for an agent that stands still.
  await vi.waitFor(() => expect(clock.sleeperCount).toBe(2), 10_000);
  clock.advance(4);
  await vi.waitFor(() => expect(clock.sleeperCount).toBe(2), 10_000);
  expect(sent.map(({ kind }) => kind)).toEqual(["open"]);
  socket.bufferedBytes = 0;
  clock.advance(4);
  await written;

  expect(sent.map(({ kind }) => kind)).toEqual(["open", "data"]);
});

test.each<StreamFrame>([
  { kind: "credit", id: 1, bytes: 1 },
  { kind: "done", id: 1 },
  { kind: "open", id: 1, fence: 7, ask: { what: "write", path: "/x" } },
  { kind: "data", id: 1, position: 1, bytes: Buffer.from("not what comes next") },
  { kind: "data", id: 1, position: 0, bytes: Buffer.alloc(101) },
  { kind: "end", id: 1, position: 1 },
])("an agent that sends $kind to a reading breaks the protocol", async (frame) => {
  const { table, give } = scene();
  const opening = table.openRead("/x", { maxBytes: 100 });
  give({ kind: "opened", id: 1, file });
  await opening;

  expect(() => give(frame)).toThrow(expect.objectContaining({ code: "agent.protocol" }));
});
