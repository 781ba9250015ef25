import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import type { SshConnection } from "../ssh-connection.ts";
import type { KeptSession } from "./kept-session.ts";
import { RestingSessions } from "./resting-sessions.ts";

const connection = { over: new AbortController().signal } as unknown as SshConnection;

function stage(count: number) {
  const sessions = new RestingSessions({ clock: new ManualClock(), restMs: 1_000, ageMs: 5_000 });
  const closings = Array.from({ length: count }, () => Promise.withResolvers<undefined>());
  for (const { promise } of closings) sessions.add({ isSound: true, beganAt: 0, end: () => promise } as unknown as KeptSession, connection);
  return { sessions, closings };
}

test("room is made once what is ended is closed, whoever wanted it to end", async () => {
  const { sessions, closings } = stage(3);
  const made: string[] = [];
  const first = sessions.makeRoom(() => 2).then(() => made.push("first"));
  const second = sessions.makeRoom(() => 2).then(() => made.push("second"));
  await Promise.resolve();

  expect([sessions.count, made]).toEqual([3, []]);
  closings[0]?.resolve(undefined);
  await Promise.all([first, second]);
  expect([sessions.count, made]).toEqual([2, ["first", "second"]]);
});

test("where more are inside than may be, nothing is waited for that will not come", async () => {
  const { sessions } = stage(0);
  let asked = 0;
  const places = (): number => {
    asked += 1;
    // An endless loop would keep even the limit of the test from coming.
    if (asked > 10) throw new RangeError("asks for ever");
    return -1;
  };

  await expect(sessions.makeRoom(places)).resolves.toBeUndefined();
});
