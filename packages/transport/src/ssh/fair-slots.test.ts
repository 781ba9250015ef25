import { AppError } from "@postern/domain";
import { describe, expect, test } from "vitest";

import { FairSlots } from "./fair-slots.ts";

/** Lets everybody enter who may, and notes who did. */
function scene(limit: number) {
  const slots = new FairSlots(limit);
  const inside: { readonly name: string; readonly leave: () => void }[] = [];
  const order: string[] = [];
  const ask = (owner: object, name: string, signal?: AbortSignal): Promise<void> =>
    slots.enter(owner, signal).then((leave) => {
      inside.push({ name, leave });
      order.push(name);
    });
  const leaveOne = async (): Promise<void> => {
    inside.shift()?.leave();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { slots, ask, order, leaveOne };
}

const [jane, john] = [{ name: "jane" }, { name: "john" }];

describe("slots", () => {
  test("go by turns to those who wait, however much one of them asks for", async () => {
    const { ask, order, leaveOne } = scene(1);
    const all = [ask(jane, "jane 1"), ask(jane, "jane 2"), ask(jane, "jane 3"), ask(jane, "jane 4"), ask(john, "john 1")];

    for (let turn = 0; turn < 5; turn += 1) await leaveOne();
    await Promise.all(all);

    expect(order).toEqual(["jane 1", "jane 2", "john 1", "jane 3", "jane 4"]);
  });

  test("can become fewer: nobody is put out, and nobody new comes in above the limit", async () => {
    const { slots, ask, order, leaveOne } = scene(3);
    const all = ["a", "b", "c", "d"].map((name) => ask(jane, name));
    await Promise.all(all.slice(0, 3));

    slots.lower(1);
    await leaveOne();
    await leaveOne();
    const before = order.length;
    await leaveOne();
    await Promise.all(all);

    expect([before, order.length, slots.inside, slots.limit]).toEqual([3, 4, 1, 1]);
  });

  test("can become as many again, and let in those who wait", async () => {
    const { slots, ask, order } = scene(2);
    slots.lower(1);
    const all = [ask(jane, "a"), ask(jane, "b"), ask(jane, "c")];
    await all[0];

    slots.restore();
    await all[1];

    expect([order, slots.inside]).toEqual([["a", "b"], 2]);
  });

  test("are not lost by somebody who gives up while waiting, nor by leaving twice", async () => {
    const { slots, ask, order, leaveOne } = scene(1);
    await ask(jane, "first");
    const impatient = new AbortController();
    const given = ask(john, "impatient", impatient.signal);
    const last = ask(john, "last");

    impatient.abort(new AppError("agent.busy", "Too long."));
    await expect(given).rejects.toMatchObject({ code: "agent.busy" });
    await leaveOne();
    await last;

    expect(order).toEqual(["first", "last"]);
    expect(slots.inside).toBe(1);
  });

  test("refuse who waits when all is over", async () => {
    const { slots, ask } = scene(1);
    await ask(jane, "first");
    const waiting = ask(john, "second");

    slots.refuseWaiting(new AppError("agent.offline", "Closed."));

    await expect(waiting).rejects.toMatchObject({ code: "agent.offline" });
  });
});
