import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

import { eventually, ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { dial } from "./dial.ts";

/** A peer that does with a connection what the test says. */
async function startPeer(act: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => act(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const connectUrl = `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}/connect`;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { connectUrl, sockets, [Symbol.asyncDispose]: close };
}

const rest = { accessToken: "t", trust: undefined };
const never = new AbortController().signal;

test("a peer that accepts and never answers is given up", async () => {
  await using peer = await startPeer(() => undefined);
  const clock = new ManualClock();
  const outcome = dial({ ...rest, connectUrl: peer.connectUrl, clock }, never);
  await eventually("it is asked", () => peer.sockets[0]);

  clock.advance(20_000);

  expect(await outcome).toEqual({ ending: { reason: "the server does not answer" } });
  expect(clock.sleeperCount).toBe(0);
});

test.each([
  ["that speaks something else", "SSH-2.0-OpenSSH_9.6\r\n"],
  ["that promises and does not keep", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"],
  ["that hangs up in the middle of a line", "HTTP/1.1 101 Switch"],
])("a peer %s ends the dial, and not the agent", async (_what, answer) => {
  await using peer = await startPeer((socket) => void socket.end(answer));

  const outcome = await dial({ ...rest, connectUrl: peer.connectUrl, clock: new ManualClock() }, never);

  expect(outcome).toMatchObject({ ending: { reason: expect.any(String) } });
});

test("a busy server says when to come again, and is not believed beyond ten minutes", async () => {
  const asking = async (seconds: string) => {
    await using peer = await startPeer((socket) => {
      socket.end(`HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${seconds}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
    return await dial({ ...rest, connectUrl: peer.connectUrl, clock: new ManualClock() }, never);
  };

  expect(await asking("7")).toMatchObject({ ending: { status: 503, retryAfterMs: 7_000 } });
  expect(await asking("99999999")).toMatchObject({ ending: { status: 503, retryAfterMs: 600_000 } });
  expect(await asking("soon")).toEqual({ ending: { status: 503, reason: "the server answered 503" } });
});
