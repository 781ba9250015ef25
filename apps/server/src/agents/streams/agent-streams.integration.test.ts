import { mkdir, mkdtemp, readdir, readFile, realpath, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { encodeStreamFrame, limits } from "@postern/agent-protocol";
import type { StreamFrame } from "@postern/agent-protocol";
import type { AppError } from "@postern/domain";
import { agentBuilds, eventually, startAgentProcess, startTcpProxy } from "@postern/testing";
import type { AgentBuild } from "@postern/testing";
import { AgentChannel } from "@postern/transport/agent";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connectFake } from "../testing/fake-agent.ts";
import type { FakeAgent } from "../testing/fake-agent.ts";
import { startTestGateway, until } from "../testing/test-gateway.ts";
import type { TestGateway } from "../testing/test-gateway.ts";

const mebibyte = 1024 * 1024;
const patienceMs = 60_000;
let folder = "";

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "postern-streams-")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bytes whose place can be told from their value. */
function numbered(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

async function startScene(build: AgentBuild) {
  await using opening = new AsyncDisposableStack();
  const server = opening.use(await startTestGateway({ settings: { heartbeatMs: 300, deadlineMs: 3_000 } }));
  const proxy = opening.use(await startTcpProxy(server.port));
  const args = ["cluster", "--url", `http://127.0.0.1:${String(proxy.port)}/api`, "--work-dir", folder];
  opening.use(await startAgentProcess({ build, token: "ada", args }));
  const live = await server.untilOnline("cluster");
  const channel = opening.use(new AgentChannel(server.gateway.registry.link(live)));
  const open = opening.move();
  return { server, proxy, live, channel, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

const errorOf = (work: Promise<unknown>): Promise<Partial<AppError>> =>
  work.then(
    () => ({}),
    (error: unknown) => error as AppError,
  );

describe.each(agentBuilds)("streams of the %s agent", (build) => {
  test("a break in the middle is told; what came is good, and the rest is read where it broke off", async () => {
    await using scene = await startScene(build);
    const path = join(folder, `broken-${build}`);
    const bytes = numbered(12 * mebibyte);
    await writeFile(path, bytes);
    const got: Uint8Array[] = [];
    let reached = 0;
    await using first = await scene.channel.openRead(path);

    const read = async (): Promise<void> => {
      for await (const piece of first) {
        got.push(piece);
        reached += piece.length;
        if (reached >= 3 * mebibyte) scene.proxy.cut();
      }
    };
    expect(await errorOf(read())).toMatchObject({ code: "agent.gone" });
    await until(
      () =>
        (scene.server.gateway.registry.findAgent({ connectionId: scene.live.connectionId, owners: [scene.live.userId] })?.fence ?? 0) >
          scene.live.fence || undefined,
    );
    await using second = await scene.channel.openRead(path, { offset: reached });
    for await (const piece of second) got.push(piece);

    expect(reached).toBeLessThan(bytes.length);
    expect(second.file).toEqual(first.file);
    expect(Buffer.concat(got).equals(bytes)).toBe(true);
  });

  test("a file whose writing broke off is as it was before, and nothing is left beside it", async () => {
    await using scene = await startScene(build);
    const own = join(folder, `unwritten-${build}`);
    await mkdir(own);
    await writeFile(join(own, "file"), "old");
    await using writing = await scene.channel.openWrite(join(own, "file"));
    await writing.write(numbered(2 * mebibyte));

    scene.proxy.cut();

    expect(await errorOf(writing.commit())).toMatchObject({ code: "agent.gone" });
    await eventually("nothing is left of it", async () => (await readdir(own)).length === 1, patienceMs);
    expect(await readFile(join(own, "file"), "utf8")).toBe("old");
  });

  test("a reader that takes nothing stops neither heartbeats nor requests, and holds one window", async () => {
    await using scene = await startScene(build);
    const path = join(folder, `stalled-${build}`);
    await writeFile(path, "");
    // Sparse, so that it costs nothing.
    await truncate(path, 200 * mebibyte);
    const stalled = await Promise.all([scene.channel.openRead(path), scene.channel.openRead(path)]);
    const before = scene.server.gateway.registry.findAgent({ connectionId: scene.live.connectionId, owners: [scene.live.userId] });
    const memory = process.memoryUsage().arrayBuffers;

    const seen = await until(() => {
      const now = scene.server.gateway.registry.findAgent({ connectionId: scene.live.connectionId, owners: [scene.live.userId] });
      return (now?.lastSeenAt ?? 0) - (before?.lastSeenAt ?? 0) > 3_500 ? now : undefined;
    });

    // Longer than the deadline of heartbeats, on the same connection.
    expect(seen).toMatchObject({ fence: scene.live.fence });
    expect(await scene.channel.stat(path)).toMatchObject({ sizeBytes: 200 * mebibyte });
    // What was let go counts until it is collected; without credit it would be the whole of both, 400 MiB.
    expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(64 * mebibyte);
    for (const reading of stalled) await reading[Symbol.asyncDispose]();
  });
});

describe("an agent that does not keep to it", () => {
  async function startFake(capabilities: readonly string[]) {
    const server = await startTestGateway();
    const agent = await connectFake(server.socketUrl, { capabilities });
    const channel = new AgentChannel(server.gateway.registry.link(await server.untilOnline("cluster")));
    const dispose = async (): Promise<void> => {
      await agent[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    };
    return { server, agent, channel, [Symbol.asyncDispose]: dispose } satisfies {
      server: TestGateway;
      agent: FakeAgent;
      channel: AgentChannel;
    } & AsyncDisposable;
  }

  test("without the capability, a binary frame ends its connection", async () => {
    await using scene = await startFake([]);

    scene.agent.socket.send(Buffer.from([6, 0, 0, 0, 1]));

    expect(await scene.agent.untilClosed()).toBe(4100);
  });

  test.each<[string, Buffer]>([
    ["that is no frame", Buffer.from([3, 0])],
    ["with a piece of another place", Buffer.from(encodeStreamFrame({ kind: "data", id: 1, position: 9, bytes: Buffer.from("x") }))],
    ["that only a server sends", Buffer.from(encodeStreamFrame({ kind: "open", id: 1, fence: 1, ask: { what: "write", path: "/x" } }))],
  ])("a binary frame %s ends its connection, and the reader hears of it", async (_what, frame) => {
    await using scene = await startFake(["streams"]);
    const outcome = errorOf(scene.channel.openRead("/x"));

    scene.agent.socket.send(frame);

    expect(await scene.agent.untilClosed()).toBe(4100);
    expect(await outcome).toMatchObject({ code: "agent.gone" });
  });

  test("more than was granted ends its connection: it cannot make the server grow", async () => {
    await using scene = await startFake(["streams"]);
    const opening = scene.channel.openRead("/x");
    const send = (frame: StreamFrame) => scene.agent.socket.send(encodeStreamFrame(frame));
    send({ kind: "opened", id: 1, file: { identity: "1", sizeBytes: 9, modifiedAt: 1 } });
    await using reading = await opening;

    const piece = Buffer.alloc(limits.streamPieceBytes);
    for (let index = 0; index <= limits.streamWindowBytes / piece.length; index += 1) {
      send({ kind: "data", id: 1, position: index * piece.length, bytes: piece });
    }

    expect(await scene.agent.untilClosed()).toBe(4100);
    expect(reading.file.identity).toBe("1");
  });
});
