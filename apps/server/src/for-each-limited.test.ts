import { expect, test } from "vitest";
import { forEachLimited } from "./for-each-limited.ts";

test("all are acted on, never more at once than allowed", async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];

  await forEachLimited([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    seen.push(item);
  });

  expect(new Set(seen)).toEqual(new Set([1, 2, 3, 4, 5]));
  expect(most).toBe(2);
});

test("one failure does not keep the others from their turn, and is told at the end", async () => {
  const seen: number[] = [];

  const work = forEachLimited([1, 2, 3], 1, (item) => {
    seen.push(item);
    return item === 1 ? Promise.reject(new Error("trouble")) : Promise.resolve();
  });

  await expect(work).rejects.toThrow("trouble");
  expect(seen).toEqual([1, 2, 3]);
});
