import { toConnectionId, toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { ParkedRequests } from "./parked-requests.ts";
import { RequestTable } from "./request-table.ts";

const stat = { kind: "stat", path: "/x" } as const;
const agent = { userId: toUserId(1), connectionId: toConnectionId("cluster"), instanceId: "instance-1" };

function start() {
  const clock = new ManualClock();
  const parked = new ParkedRequests({ clock, graceMs: 60_000 });
  const settings = { answerSlackMs: 10_000, maxConcurrentRequests: 2, maxWaitingRequests: 2 };
  const ask = () => {
    const table = new RequestTable({ clock, settings });
    table.open({ fence: 5, canCancel: true, send: () => undefined });
    const outcome = table.ask(stat, { timeoutMs: 3_600_000 }).then(
      () => "answered",
      (error: unknown) => (error as { readonly code: string }).code,
    );
    return { table, outcome };
  };
  return { clock, parked, ask };
}

test("the process that comes back in time finds what it was asked", () => {
  const { clock, parked, ask } = start();
  const { table } = ask();
  parked.park(agent, table);
  clock.advance(59_999);

  expect(parked.claim(agent)).toBe(table);
  expect(parked.claim(agent)).toBeUndefined();
  expect(table.awaited).toEqual(["5-1"]);
});

test("what was asked is lost when the process does not come back in time", async () => {
  const { clock, parked, ask } = start();
  const { table, outcome } = ask();
  parked.park(agent, table);

  clock.advance(60_000);

  expect(await outcome).toBe("agent.gone");
  expect(parked.size).toBe(0);
});

test("what was asked is lost at once when another process takes the name", async () => {
  const { parked, ask } = start();
  const { table, outcome } = ask();
  parked.park(agent, table);

  expect(parked.claim({ ...agent, instanceId: "instance-2" })).toBeUndefined();

  expect(await outcome).toBe("agent.gone");
});

test("the same name of another person is another agent", () => {
  const { parked, ask } = start();
  const { table } = ask();
  parked.park(agent, table);

  expect(parked.claim({ ...agent, userId: toUserId(2) })).toBeUndefined();
  expect(parked.claim(agent)).toBe(table);
});

test("what came back and broke again has its whole time again", async () => {
  const { clock, parked, ask } = start();
  const { table, outcome } = ask();
  parked.park(agent, table);
  clock.advance(50_000);
  parked.claim(agent);
  parked.park(agent, table);
  clock.advance(50_000);
  await Promise.resolve();
  const stillThere = parked.size;

  clock.advance(10_000);

  expect([stillThere, await outcome]).toEqual([1, "agent.gone"]);
});

test("at the end of the server all of it is lost", async () => {
  const { parked, ask } = start();
  const { table, outcome } = ask();
  parked.park(agent, table);

  parked.endAll();

  expect([await outcome, parked.size]).toEqual(["agent.gone", 0]);
});
