import { decodeStreamFrame, encodeStreamFrame, limits } from "@postern/agent-protocol";
import type { StreamAsk, StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";

import { AgentStreams } from "./agent-streams.ts";
import { streamIdleMs } from "./served-stream.ts";
import type { FileMachine } from "./served-stream.ts";

const fence = 7;
const never = new Promise<never>(() => undefined);
const file = { identity: "1", sizeBytes: 6, modifiedAt: 0 };
const ask: StreamAsk = { what: "read", path: "/x", offset: 0 };

function scene(machine: Partial<FileMachine> = {}) {
  const clock = new ManualClock();
  const sent: StreamFrame[] = [];
  const socket = { bufferedBytes: 0 };
  const send = (bytes: Uint8Array): void => {
    const frame = decodeStreamFrame(bytes);
    if (frame !== undefined) sent.push(frame);
  };
  const streams = new AgentStreams({ machine: machine as FileMachine, fence, clock, send, bufferedBytes: () => socket.bufferedBytes });
  const give = (frame: StreamFrame): void => streams.receive(encodeStreamFrame(frame));
  const untilSent = (kind: StreamFrame["kind"], id = 1) =>
    vi.waitFor(() => expect(sent.find((each) => each.kind === kind && each.id === id)).toBeDefined(), 10_000);
  return { streams, clock, sent, socket, give, untilSent };
}

function machineWith(pieces: AsyncIterable<Uint8Array>): { readonly machine: Partial<FileMachine>; readonly closed: () => number } {
  let closed = 0;
  const reading = {
    file,
    offset: 0,
    [Symbol.asyncIterator]: () => pieces[Symbol.asyncIterator](),
    [Symbol.asyncDispose]: async () => {
      closed += 1;
    },
  };
  return { machine: { openRead: async () => reading }, closed: () => closed };
}

async function* of(...pieces: Uint8Array[]) {
  yield* pieces;
}

test("what is meant for another connection is refused, and nothing is opened", async () => {
  const { give, sent } = scene({ openRead: () => expect.unreachable("it was opened") });

  give({ kind: "open", id: 1, fence: fence - 1, ask });

  expect(sent).toMatchObject([{ kind: "abort", id: 1, error: { code: "agent.offline" } }]);
});

test("more than the limit at once is refused as busy", () => {
  const { give, sent } = scene({ openRead: () => never });
  for (let id = 1; id <= limits.maxStreams; id += 1) give({ kind: "open", id, fence, ask });

  give({ kind: "open", id: 99, fence, ask });

  expect(sent).toMatchObject([{ kind: "abort", id: 99, error: { code: "agent.busy" } }]);
});

test("an id that is open already is opened once", () => {
  let opened = 0;
  const openRead = () => {
    opened += 1;
    return never;
  };
  const { give } = scene({ openRead });

  give({ kind: "open", id: 1, fence, ask });
  give({ kind: "open", id: 1, fence, ask });

  expect(opened).toBe(1);
});

test("a file is sent by what was granted, and its end says where it ends", async () => {
  const { machine, closed } = machineWith(of(Buffer.from("abc"), Buffer.from("def")));
  const { give, sent, untilSent } = scene(machine);

  give({ kind: "open", id: 1, fence, ask });
  give({ kind: "credit", id: 1, bytes: 2 });
  give({ kind: "credit", id: 1, bytes: 100 });
  await untilSent("end");

  const data = sent.filter((frame) => frame.kind === "data");
  expect(sent[0]).toEqual({ kind: "opened", id: 1, file });
  expect(data.map(({ position }) => position)).toEqual([0, 3]);
  expect(Buffer.concat(data.map(({ bytes }) => bytes)).toString()).toBe("abcdef");
  expect(sent.at(-1)).toMatchObject({ kind: "end", position: 6 });
  expect(closed()).toBe(1);
});

test("while much waits in the socket, no piece is added to it", async () => {
  const { machine } = machineWith(of(Buffer.from("abc")));
  const { give, sent, socket, clock, untilSent } = scene(machine);
  socket.bufferedBytes = 10_000_000;
  give({ kind: "open", id: 1, fence, ask });
  give({ kind: "credit", id: 1, bytes: 100 });
  await untilSent("opened");
  await vi.waitFor(() => expect(clock.sleeperCount).toBeGreaterThan(0), 10_000);

  clock.advance(50);
  expect(sent.map(({ kind }) => kind)).toEqual(["opened"]);
  socket.bufferedBytes = 0;
  await vi.waitFor(() => {
    clock.advance(10);
    expect(sent.map(({ kind }) => kind)).toEqual(["opened", "data", "end"]);
  }, 10_000);
});

test("a stream in which nothing moves is given up, and its file closed", async () => {
  const { machine, closed } = machineWith(of(Buffer.from("abc")));
  const { give, sent, clock, untilSent } = scene(machine);
  give({ kind: "open", id: 1, fence, ask });
  await untilSent("opened");

  await vi.waitFor(() => {
    clock.advance(streamIdleMs);
    expect(sent.at(-1)).toMatchObject({ kind: "abort", error: { code: "command.timeout" } });
  }, 10_000);
  expect(closed()).toBe(1);
});

test.each([
  [
    "the server wants no more of it",
    (give: (frame: StreamFrame) => void) => give({ kind: "abort", id: 1, error: { code: "agent.gone", message: "" } }),
  ],
  ["the connection ends", (_give: unknown, streams: AgentStreams) => streams.end()],
])("its file is closed when %s", async (_what, act) => {
  const { machine, closed } = machineWith(of(Buffer.from("abc")));
  const { give, streams, untilSent } = scene(machine);
  give({ kind: "open", id: 1, fence, ask });
  await untilSent("opened");

  act(give, streams);

  await vi.waitFor(() => expect(closed()).toBe(1), 10_000);
});

test("what a machine says of a file keeps its code", async () => {
  const { give, sent, untilSent } = scene({ openRead: () => Promise.reject(new AppError("file.not_found", "Nothing is at /x.")) });

  give({ kind: "open", id: 1, fence, ask });
  await untilSent("abort");

  expect(sent).toEqual([{ kind: "abort", id: 1, error: { code: "file.not_found", message: "Nothing is at /x." } }]);
});

test("a file whose end never comes is not put in its place", async () => {
  const acts: string[] = [];
  const note = (act: string) => async () => void acts.push(act);
  const openWrite = async () => ({ write: note("write"), commit: note("commit"), [Symbol.asyncDispose]: note("dispose") });
  const { give, streams, untilSent } = scene({ openWrite });
  give({ kind: "open", id: 1, fence, ask: { what: "write", path: "/x" } });
  await untilSent("credit");

  give({ kind: "data", id: 1, position: 0, bytes: Buffer.from("abc") });
  streams.end();

  await vi.waitFor(() => expect(acts).toContain("dispose"), 10_000);
  expect(acts).not.toContain("commit");
});

test("frames of a stream that is not there are ignored", () => {
  const { give, sent } = scene();

  give({ kind: "credit", id: 5, bytes: 1 });
  give({ kind: "data", id: 5, position: 0, bytes: Buffer.from("a") });

  expect(sent).toEqual([]);
});

test.each<StreamFrame>([
  { kind: "data", id: 1, position: 0, bytes: Buffer.from("a") },
  { kind: "done", id: 1 },
])("a server that sends $kind to a stream that reads breaks the protocol", (frame) => {
  const { give } = scene({ openRead: () => never });
  give({ kind: "open", id: 1, fence, ask });

  expect(() => give(frame)).toThrow(expect.objectContaining({ code: "agent.protocol" }));
});
