import type { LegacyServerMessage } from "@postern/agent-protocol";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { CommandExchange } from "./command-exchange.ts";
import { ExchangeShell } from "./exchange-shell.ts";

const longScript = { text: `postern() {\n${": a line of a script\n".repeat(15_000)}}`, call: "postern" } as const;

function start(timeoutMs: number) {
  const clock = new ManualClock();
  const sent: LegacyServerMessage[] = [];
  const exchange = new CommandExchange({ clock, settings: { answerSlackMs: 10_000 }, send: (message) => sent.push(message) });
  const shell = new ExchangeShell({ exchange, newToken: () => "mark", clock, timeoutMs });
  const answer = (): void => {
    exchange.answer({ type: "command-response", id: String(sent.length), result: Buffer.from("\nmark end\n"), exitStatus: 0 });
  };
  return { clock, sent, exchange, shell, answer };
}

const failure = (asked: Promise<unknown>): Promise<unknown> => asked.catch((error: unknown) => error);

test("however many commands carry a script, they have one limit together", async () => {
  const { clock, sent, shell, answer } = start(60_000);
  const lost = failure(shell.run(longScript, 60_000));

  // Each piece is answered just in time for itself.
  for (let count = 1; count <= 2; count += 1) {
    await expect.poll(() => sent.length).toBe(count);
    clock.advance(29_000);
    answer();
  }
  await expect.poll(() => sent.length).toBe(3);
  clock.advance(11_999);
  expect(clock.sleeperCount).toBe(1);
  clock.advance(1);

  expect(await lost).toMatchObject({ code: "agent.gone" });
});

test("nothing is sent when no answer could be awaited any more", async () => {
  const { clock, sent, shell } = start(1_000);
  clock.advance(11_000);

  expect(await failure(shell.run({ text: "postern() { :; }", call: "postern" }, 1_000))).toMatchObject({ code: "agent.gone" });
  expect(sent).toEqual([]);
});
