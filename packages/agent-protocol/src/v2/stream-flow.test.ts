import { AppError } from "@postern/domain";
import fc from "fast-check";
import { expect, test } from "vitest";

import { StreamCredit } from "./stream-credit.ts";
import { StreamInbox } from "./stream-inbox.ts";

const gone = new AppError("agent.gone", "Gone.");
const protocolError = expect.objectContaining({ code: "agent.protocol" });

function inboxOf(windowBytes: number): { readonly inbox: StreamInbox; readonly granted: number[] } {
  const granted: number[] = [];
  const inbox = new StreamInbox({ position: 100, windowBytes, grant: (bytes) => granted.push(bytes) });
  inbox.open();
  return { inbox, granted };
}

const piece = (length: number): Uint8Array => new Uint8Array(length);

test("a sender waits until it may send, and sends no more than it may", async () => {
  const credit = new StreamCredit();
  const waiting = credit.take(10);

  credit.grant(4);

  expect(await waiting).toBe(4);
  credit.grant(20);
  expect(await credit.take(10)).toBe(10);
  expect(await credit.take(100)).toBe(10);
});

test("a sender that waits, and one that comes, hear why it is over", async () => {
  const credit = new StreamCredit();
  const waiting = credit.take(1).catch((error: unknown) => error);

  credit.end(gone);
  credit.grant(5);

  expect(await waiting).toBe(gone);
  await expect(credit.take(1)).rejects.toBe(gone);
});

test("a reader that takes nothing is granted one window and no more", () => {
  const { inbox, granted } = inboxOf(10);

  inbox.receive(100, piece(10));

  expect(granted).toEqual([10]);
  expect(() => inbox.receive(110, piece(1))).toThrow(protocolError);
});

test("what the reader is done with is granted anew, half a window at a time", async () => {
  const { inbox, granted } = inboxOf(10);
  const pieces = inbox[Symbol.asyncIterator]();
  for (const position of [100, 103]) {
    inbox.receive(position, piece(3));
    await pieces.next();
  }
  expect(granted).toEqual([10]);
  inbox.receive(106, piece(3));
  await pieces.next();

  expect(granted).toEqual([10, 6]);
});

test("a window of pieces of one byte is taken in as few turns as if it had come in large ones", async () => {
  const windowBytes = 262_144;
  const { inbox } = inboxOf(windowBytes);
  for (let sent = 0; sent < windowBytes; sent += 1) inbox.receive(100 + sent, piece(1));
  inbox.complete(100 + windowBytes);

  let turns = 0;
  let bytes = 0;
  for await (const taken of inbox) {
    turns += 1;
    bytes += taken.length;
  }

  expect([turns, bytes]).toEqual([4, windowBytes]);
});

test("a piece that is missing, or comes twice, is noticed", () => {
  const { inbox } = inboxOf(10);
  inbox.receive(100, piece(2));

  expect(() => inbox.receive(100, piece(2))).toThrow(protocolError);
  expect(() => inbox.receive(104, piece(2))).toThrow(protocolError);
  expect(() => inbox.complete(104)).toThrow(protocolError);
});

test("what came before a break is handed out, and then the reader hears of the break", async () => {
  const { inbox } = inboxOf(10);
  inbox.receive(100, piece(2));
  inbox.fail(gone);
  const pieces = inbox[Symbol.asyncIterator]();

  expect((await pieces.next()).value).toHaveLength(2);
  await expect(pieces.next()).rejects.toBe(gone);
});

test("a reader that left holds nothing, and what still comes is dropped", async () => {
  const { inbox, granted } = inboxOf(10);
  inbox.receive(100, piece(5));

  inbox.discard();
  inbox.receive(105, piece(5));

  expect((await inbox[Symbol.asyncIterator]().next()).done).toBe(true);
  expect(granted).toEqual([10]);
});

test("whatever the sizes and whoever is slower, all arrives in order, and never more than the window waits", async () => {
  const size = fc.integer({ min: 1, max: 40 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(size, { maxLength: 40 }),
      size,
      fc.array(fc.boolean(), { maxLength: 60 }),
      async (sizes, windowBytes, turns) => {
        const credit = new StreamCredit();
        const sent: number[] = [];
        let waiting = 0;
        const inbox = new StreamInbox({ position: 0, windowBytes, grant: (bytes) => credit.grant(bytes) });
        inbox.open();
        const send = async (): Promise<void> => {
          let position = 0;
          for (const [index, length] of sizes.entries()) {
            for (let left = length; left > 0;) {
              const bytes = await credit.take(left);
              if (turns[index] === true) await Promise.resolve();
              inbox.receive(position, new Uint8Array(bytes).fill(index));
              waiting += bytes;
              expect(waiting).toBeLessThanOrEqual(windowBytes);
              sent.push(...Array.from({ length: bytes }, () => index));
              position += bytes;
              left -= bytes;
            }
          }
          inbox.complete(position);
        };
        const sending = send().catch((error: unknown) => {
          inbox.fail(error);
        });

        const got: number[] = [];
        for await (const bytes of inbox) {
          waiting -= bytes.length;
          got.push(...bytes);
          if (turns[got.length % 60] === true) await Promise.resolve();
        }
        await sending;

        expect(got).toEqual(sent);
      },
    ),
  );
});
