import type { IncomingMessage } from "node:http";
import { AppError, toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";
import type { AuthenticateAgent } from "../../agents/index.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { tellRefused } from "./tell-refused.ts";

const ada = toUserId(1);
const request = { headers: { authorization: "Bearer text" } } as IncomingMessage;

function wrap(authenticate: AuthenticateAgent, findPerson: () => Promise<UserId | undefined> = () => Promise.resolve(ada)) {
  const publish = vi.fn<LiveEvents["publish"]>();
  const clock = new ManualClock(1000);
  return { publish, clock, knock: tellRefused(authenticate, { tokens: { findPerson }, live: { publish }, clock }) };
}

test("the person of a token that has ended is told, once in a while", async () => {
  const { knock, publish, clock } = wrap(() => Promise.resolve(undefined));

  expect(await knock(request)).toBeUndefined();
  await knock(request);
  expect(publish.mock.calls).toEqual([[{ userId: ada }, { type: "agent-refused", why: "token_ended" }]]);
  clock.advance(5_000);
  await knock(request);

  expect(publish).toHaveBeenCalledTimes(2);
});

test("so is the person of a token that is meant for less, and the agent hears what it would", async () => {
  const narrow = new AppError("auth.token_scope", "No agent can be started with it.");
  const { knock, publish } = wrap(() => Promise.reject(narrow));

  await expect(knock(request)).rejects.toBe(narrow);

  expect(publish).toHaveBeenCalledWith({ userId: ada }, { type: "agent-refused", why: "token_kind" });
});

test("of a token that nobody has, of a server in trouble, and of an agent that is let in, nobody is told", async () => {
  const stranger = wrap(
    () => Promise.resolve(undefined),
    () => Promise.resolve(undefined),
  );
  const trouble = wrap(() => Promise.reject(new AppError("storage.unavailable", "Away.")));
  const admitted = { userId: ada } as Awaited<ReturnType<AuthenticateAgent>>;
  const good = wrap(() => Promise.resolve(admitted));

  await stranger.knock(request);
  await stranger.knock({ headers: {} } as IncomingMessage);
  await expect(trouble.knock(request)).rejects.toMatchObject({ code: "storage.unavailable" });
  expect(await good.knock(request)).toBe(admitted);

  for (const { publish } of [stranger, trouble, good]) expect(publish).not.toHaveBeenCalled();
});

test("a storage that is away while somebody is to be told changes no answer", async () => {
  const locked = Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" });
  const { knock } = wrap(
    () => Promise.resolve(undefined),
    () => Promise.reject(locked),
  );

  await expect(knock(request)).resolves.toBeUndefined();
});
