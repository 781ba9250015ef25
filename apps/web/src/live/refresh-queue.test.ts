import { expect, test } from "vitest";
import type { QueryKey } from "../api/query-keys.ts";
import { makeRefreshQueue } from "./refresh-queue.ts";

test("the first event refreshes at once; a burst is one refresh for each key after the pause", async () => {
  const refreshed: QueryKey[] = [];
  let endPause = (): void => undefined;
  const sleep = () => new Promise<void>((resolve) => void (endPause = resolve));
  const add = makeRefreshQueue({
    clock: { now: () => 0, sleep },
    refresh: (key) => void refreshed.push(key),
    signal: new AbortController().signal,
  });

  add([["runs"]]);
  add([["runs"], ["run", "1"]]);
  add([["runs"], ["run", "1"]]);
  const atOnce = [...refreshed];
  endPause();
  await Promise.resolve();
  await Promise.resolve();

  expect(atOnce).toEqual([["runs"]]);
  expect(refreshed).toEqual([["runs"], ["runs"], ["run", "1"]]);
});
