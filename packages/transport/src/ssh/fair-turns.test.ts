import { seededRandom } from "@postern/testing";
import { expect, test } from "vitest";

import { FairSlots } from "./fair-slots.ts";

const people = ["jane", "john", "mary", "omar", "ruth"];
const schedules = 300;
const steps = 120;

interface Asked {
  readonly owner: string;
  readonly number: number;
  /** Others who waited already, when nothing of the owner's own stood before it. */
  readonly othersWaiting: number | undefined;
  admittedBefore: number;
}

/** Asks and leaves in a random order, by people of whom some ask far more often, and notes who was let in when. */
async function playSchedule(random: () => number) {
  const limit = 1 + Math.floor(random() * 4);
  const slots = new FairSlots(limit);
  const waiting: Asked[] = [];
  const inside: (() => void)[] = [];
  const admitted: Asked[] = [];
  let number = 0;
  let mostInside = 0;
  const ask = (): void => {
    // Squared: the first asks for nearly half of all.
    const owner = people[Math.floor(random() ** 2 * people.length)] ?? "jane";
    const owners = new Set(waiting.map((one) => one.owner));
    const one: Asked = { owner, number: number++, othersWaiting: owners.has(owner) ? undefined : owners.size, admittedBefore: 0 };
    waiting.push(one);
    // By its name: texts that are equal are one owner.
    void slots.enter(`${owner}`).then((leave) => {
      waiting.splice(waiting.indexOf(one), 1);
      for (const other of waiting) other.admittedBefore += 1;
      admitted.push(one);
      inside.push(leave);
      mostInside = Math.max(mostInside, slots.inside);
    });
  };
  for (let step = 0; step < steps; step += 1) {
    if (random() < 0.6) ask();
    else inside.splice(Math.floor(random() * inside.length), 1)[0]?.();
    await settle();
  }
  while (inside.length > 0) {
    inside.shift()?.();
    await settle();
  }
  return { limit, mostInside, left: waiting.length, admitted, asked: number };
}

test("in any order of asking and leaving whoever comes anew waits for one of each other who waits, and for no more", async () => {
  const random = seededRandom(11);
  let waits = 0;
  for (let schedule = 0; schedule < schedules; schedule += 1) {
    const { limit, mostInside, left, admitted, asked } = await playSchedule(random);

    expect([left, admitted.length]).toEqual([0, asked]);
    expect(mostInside).toBeLessThanOrEqual(limit);
    for (const owner of people) {
      const numbers = admitted.filter((one) => one.owner === owner).map((one) => one.number);
      expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    }
    for (const { othersWaiting, admittedBefore } of admitted) {
      if (othersWaiting !== undefined) expect(admittedBefore).toBeLessThanOrEqual(othersWaiting);
      if (admittedBefore > 0) waits += 1;
    }
  }
  expect(waits).toBeGreaterThan(schedules);
});

test("five hundred of one person, however many channels they come from, hold up another's one by one", async () => {
  const slots = new FairSlots(1);
  const leave = await slots.enter("jane");
  const order: string[] = [];
  const one = async (owner: string): Promise<void> => {
    const done = await slots.enter(owner);
    order.push(owner);
    done();
  };
  const all = [...Array.from({ length: 500 }, () => one("jane")), one("john")];

  leave();
  await Promise.all(all);

  expect(order.indexOf("john")).toBe(1);
});

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
