import type { LegacyServerMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { CommandExchange } from "./command-exchange.ts";

function start(send?: () => void): {
  readonly exchange: CommandExchange;
  readonly clock: ManualClock;
  readonly sent: LegacyServerMessage[];
} {
  const clock = new ManualClock();
  const sent: LegacyServerMessage[] = [];
  const note = (message: LegacyServerMessage): void => {
    send?.();
    sent.push(message);
  };
  return { clock, sent, exchange: new CommandExchange({ clock, settings: { answerSlackMs: 500 }, send: note }) };
}

const answer = (id: string, text: string) => ({ type: "command-response", id, result: Buffer.from(text), exitStatus: 0 }) as const;

test("an answer goes to what was asked, and only once", async () => {
  const { exchange, sent } = start();
  const asked = exchange.ask("true", 1_000);

  expect(exchange.answer(answer("7", "of nobody"))).toBe(false);
  expect(exchange.answer(answer("1", "fine"))).toBe(true);
  expect(exchange.answer(answer("1", "again"))).toBe(false);

  expect(Buffer.from(await asked).toString()).toBe("fine");
  expect(sent).toEqual([{ type: "command-request", id: "1", command: "true" }]);
});

test("a command that is not answered in time is lost; nothing more is sent until its answer comes, which is nobody's", async () => {
  const { clock, exchange, sent } = start();
  const lost = exchange.ask("hang", 1_000).catch((error: unknown) => error);
  clock.advance(1_499);
  expect([exchange.busySince, exchange.stuckSince]).toEqual([expect.any(Number), undefined]);
  clock.advance(1);
  expect(await lost).toMatchObject({ code: "agent.gone" });

  expect([exchange.busySince, exchange.stuckSince]).toEqual([undefined, expect.any(Number)]);
  await expect(exchange.ask("next", 1_000)).rejects.toMatchObject({ code: "agent.busy" });
  expect(exchange.answer(answer("1", "late"))).toBe(false);
  const next = exchange.ask("next", 1_000);
  exchange.answer(answer("1", "late again"));
  exchange.answer(answer("2", "fine"));

  expect(Buffer.from(await next).toString()).toBe("fine");
  expect(sent).toHaveLength(2);
});

test("when the connection ends, what was sent may have happened, and what comes did not", async () => {
  const { exchange } = start();
  const asked = exchange.ask("true", 1_000).catch((error: unknown) => error);

  exchange.end();

  expect(await asked).toMatchObject({ code: "agent.gone" });
  await expect(exchange.ask("true", 1_000)).rejects.toMatchObject({ code: "agent.offline" });
});

test("what could not be sent did not happen, and holds nobody up", async () => {
  let isFull = true;
  const { exchange } = start(() => {
    if (isFull) throw new AppError("agent.busy", "Full.");
  });

  await expect(exchange.ask("true", 1_000)).rejects.toMatchObject({ code: "agent.busy" });
  isFull = false;
  const asked = exchange.ask("true", 1_000);
  exchange.answer(answer("2", ""));

  expect(await asked).toHaveLength(0);
});
