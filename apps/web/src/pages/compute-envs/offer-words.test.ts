import type { ClusterOffer } from "@postern/contracts";
import { expect, test } from "vitest";
import { limitWords, qosSuggestions, queueSuggestions, wallTimeWarning } from "./offer-words.ts";

const unlimited = {
  ...{ isOpen: true, isDefault: false, maxWallTimeSeconds: null, defaultWallTimeSeconds: null },
  ...{ maxMemoryMb: null, maxCpus: null, nodes: null },
};
const offer: ClusterOffer = {
  askedAt: "2026-01-01T00:00:00Z",
  queues: [
    { ...unlimited, name: "normal", isDefault: true, maxWallTimeSeconds: 172_800, maxCpus: 48, maxMemoryMb: 192_512 },
    { ...unlimited, name: "old", isOpen: false },
    { ...unlimited, name: "long", maxWallTimeSeconds: 604_800, defaultWallTimeSeconds: 3600, nodes: 42 },
  ],
  accounts: [
    { name: "ab12", qualities: ["long", "normal"] },
    { name: "cd34", qualities: ["normal"] },
  ],
  problems: [],
};

test("queues come with what is known of them", () => {
  expect(queueSuggestions(offer)).toEqual([
    { name: "normal", about: "default · up to 2 d, 48 processors, 188 GB" },
    { name: "old", about: "closed" },
    { name: "long", about: "up to 7 d · 1 h unless asked for · 42 nodes" },
  ]);
  expect(queueSuggestions(undefined)).toEqual([]);
});

test("beside the field stands what the named queue gives, or the one that is taken by itself", () => {
  expect(limitWords(offer, "long", "Of the tasks.")).toBe("Of the tasks. long: up to 7 d · 1 h unless asked for · 42 nodes.");
  expect(limitWords(offer, " ", "Of the tasks.")).toBe("Of the tasks. normal: default · up to 2 d, 48 processors, 188 GB.");
  expect(limitWords(offer, "typed", "Of the tasks.")).toBe("Of the tasks.");
});

test("qualities of service are those of the account, or all while it is not known", () => {
  expect(qosSuggestions(offer, "cd34").map(({ name }) => name)).toEqual(["normal"]);
  expect(qosSuggestions(offer, "typed").map(({ name }) => name)).toEqual(["long", "normal"]);
});

test("a wall time beyond the queue is warned of, also for the default queue", () => {
  expect(wallTimeWarning(offer, "", "3 d")).toBe("The queue normal gives at most 2 d.");
  expect(wallTimeWarning(offer, "normal", "2 d")).toBeUndefined();
  expect(wallTimeWarning(offer, "old", "30 d")).toBeUndefined();
  expect(wallTimeWarning(undefined, "normal", "30 d")).toBeUndefined();
});
