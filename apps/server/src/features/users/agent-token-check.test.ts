import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import type { Caller } from "../../http/caller.ts";
import { AgentTokenCheck } from "./agent-token-check.ts";

const header = "Bearer secret";
const away = new AppError("storage.unavailable", "The database is away.");
const caller = { kind: "token" } as Caller;

function start(find: () => Promise<Caller | undefined>) {
  const clock = new ManualClock();
  let asked = 0;
  const findCaller = (): Promise<Caller | undefined> => {
    asked += 1;
    return find();
  };
  return { clock, asked: () => asked, check: new AgentTokenCheck({ tokens: { findCaller }, clock }) };
}

/** Lets more time pass than the patience lasts. */
async function settle<Value>(clock: ManualClock, answer: Promise<Value>): Promise<Value> {
  for (let step = 0; step < 40; step += 1) {
    clock.advance(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answer;
}

test("a token that was good is good while nobody can say, and so long only", async () => {
  const { check, clock, asked } = start(() => Promise.reject(away));
  check.noteGood(header);

  expect(await check.isGoodAllTheSame(header, away)).toBe(true);
  expect(await check.isGoodAllTheSame(header, new AppError("request.limited", "Too often."))).toBe(true);
  expect(asked()).toBe(0);
  clock.advance(25 * 3_600_000);
  expect(await settle(clock, check.isGoodAllTheSame(header, away))).toBe(false);
});

test("a token that is known to be bad is bad at once, and was never good", async () => {
  const { check, clock } = start(() => Promise.reject(away));
  check.noteGood(header);

  expect(await check.isGoodAllTheSame(header, new AppError("auth.token_unknown", "Not known."))).toBe(false);
  expect(await settle(clock, check.isGoodAllTheSame(header, away))).toBe(false);
});

test("a token that nobody has seen is waited for, and judged by what comes then", async () => {
  let answer: () => Promise<Caller | undefined> = () => Promise.reject(away);
  const { check, clock, asked } = start(() => answer());
  const good = check.isGoodAllTheSame(header, away);
  clock.advance(500);
  await new Promise((resolve) => setImmediate(resolve));
  answer = () => Promise.resolve(caller);

  expect(await settle(clock, good)).toBe(true);
  answer = () => Promise.resolve(undefined);
  expect(await settle(clock, check.isGoodAllTheSame("Bearer other", away))).toBe(false);
  expect(asked()).toBe(3);
});

test("who asks too often is not looked up by that, and who shows nothing is nobody", async () => {
  const { check, asked } = start(() => Promise.resolve(caller));

  expect(await check.isGoodAllTheSame(header, new AppError("request.limited", "Too often."))).toBe(false);
  expect(await check.isGoodAllTheSame(undefined, away)).toBe(false);
  await check.requireAnswerable(undefined);
  expect(asked()).toBe(0);
});

test("the question before it fails when nobody can say, and not for a bad token", async () => {
  await expect(start(() => Promise.reject(away)).check.requireAnswerable(header)).rejects.toBe(away);
  await start(() => Promise.resolve(undefined)).check.requireAnswerable(header);
});
