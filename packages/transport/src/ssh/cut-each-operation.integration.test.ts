import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { isAppError } from "@postern/domain";
import { expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";
import type { SshChannel } from "./index.ts";

const cuts = 8;
const trusting = { judge: () => Promise.resolve("known" as const), algorithmsOf: () => Promise.resolve([]) };
const old = Buffer.alloc(6_000, "o");
const bytes = Buffer.alloc(6_000, "n");
const told = ["done", "agent.gone", "ssh.unreachable"];

/** Counts the bytes of both directions, and cuts all connections after as many as it is told. */
async function startCutter(targetPort: number) {
  const open = new Set<Socket>();
  let [passed, cutAfter] = [0, Infinity];
  const pass = (piece: Buffer, to: Socket): void => {
    const left = Math.max(0, cutAfter - passed);
    passed += piece.length;
    to.write(piece.subarray(0, left));
    if (piece.length <= left) return;
    for (const socket of open) socket.resetAndDestroy();
    cutAfter = Infinity;
  };
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      open.add(from);
      from.setNoDelay(true).on("data", (piece: Buffer) => pass(piece, to));
      from.on("error", () => undefined).on("close", () => void (open.delete(from), to.destroy()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const count = (after = Infinity): void => void ([passed, cutAfter] = [0, after]);
  return { port: (server.address() as AddressInfo).port, count, passed: () => passed };
}

/** Each answers what has to be so when it says that it was done. */
const operations: Readonly<Record<string, (channel: SshChannel, folder: string) => Promise<unknown>>> = {
  run: async (channel) => expect((await channel.run({ words: ["printf", "x%.0s", "y"], timeoutMs: 20_000 })).stdout).toBe("x"),
  question: async (channel) =>
    expect((await channel.run({ words: ["printf", "x"], timeoutMs: 20_000, isQuestion: true })).stdout).toBe("x"),
  "run with stdin": async (channel) =>
    expect((await channel.run({ words: ["wc", "-c"], stdin: bytes.toString(), timeoutMs: 20_000 })).stdout.trim()).toBe("6000"),
  readFile: async (channel, folder) => expect(Buffer.from((await channel.readFile(join(folder, "old"))).bytes).equals(old)).toBe(true),
  tail: async (channel, folder) => expect((await channel.tail(join(folder, "old"), 5_000)).bytes).toHaveLength(5_000),
  stat: async (channel, folder) => expect(await channel.stat(join(folder, "old"))).toMatchObject({ sizeBytes: 6_000 }),
  list: async (channel, folder) => expect(await channel.list(join(folder, "listed"))).toHaveLength(0),
  makeDirectory: async (channel, folder) => channel.makeDirectory(join(folder, "made")),
  writeFile: async (channel, folder) => channel.writeFile(join(folder, "replaced"), bytes),
  openRead: async (channel, folder) => {
    await using reading = await channel.openRead(join(folder, "old"));
    const pieces: Uint8Array[] = [];
    for await (const piece of reading) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(old)).toBe(true);
  },
  openWrite: async (channel, folder) => {
    await using writing = await channel.openWrite(join(folder, "replaced"));
    await writing.write(bytes);
    await writing.commit();
  },
};

test.each(Object.keys(operations))("%s says what is so, wherever it is cut, and works at once after it", async (name) => {
  let cutter: Awaited<ReturnType<typeof startCutter>> | undefined;
  const port = async (sshd: { readonly port: number }) => (cutter = await startCutter(sshd.port)).port;
  const scene = await startSshScene({ hostKeys: trusting, port });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  const folder = scene.home;
  await Promise.all([writeFile(join(folder, "old"), old), mkdir(join(folder, "listed"))]);
  const channel = await scene.open(folder);
  const act = async (): Promise<string> => {
    await writeFile(join(folder, "replaced"), old);
    return (operations[name] ?? (() => Promise.reject(new Error("no such operation"))))(channel, folder).then(
      () => "done",
      (error: unknown) => {
        if (isAppError(error)) return error.code;
        throw error;
      },
    );
  };
  // Once to be warm, and once to be measured.
  expect(await act()).toBe("done");
  cutter?.count();
  expect(await act()).toBe("done");
  const total = cutter?.passed() ?? 0;

  for (let cut = 0; cut < cuts; cut += 1) {
    cutter?.count(Math.floor((total * (cut + 0.5)) / cuts));
    const outcome = await act();
    const replaced = await readFile(join(folder, "replaced"));

    expect(told, `cut ${String(cut)}`).toContain(outcome);
    expect([old, bytes].some((each) => each.equals(replaced))).toBe(true);
    if (outcome === "done" && /write/i.test(name)) expect(replaced.equals(bytes)).toBe(true);
    if (outcome === "ssh.unreachable") expect(replaced.equals(old)).toBe(true);
    cutter?.count();
    expect(await act(), `after cut ${String(cut)}`).toBe("done");
  }
  expect((await readdir(folder)).toSorted()).toEqual(expect.arrayContaining(["listed", "old", "replaced"]));
});
