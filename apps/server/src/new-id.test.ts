import { expect, test } from "vitest";
import { newComputeEnvId, newCredentialId, newRunId, randomText } from "./new-id.ts";

test("ids have the length that clients know, and letters and digits only", () => {
  expect(newCredentialId()).toMatch(/^[0-9A-Za-z]{22}$/);
  expect(newComputeEnvId()).toMatch(/^[0-9A-Za-z]{22}$/);
  expect(newRunId()).toMatch(/^[0-9A-Za-z]{14}$/);
});

test("no two are the same, and every letter is as likely as any other", () => {
  const texts = Array.from({ length: 500 }, () => randomText(22));
  const counts = new Map<string, number>();
  for (const letter of texts.join("")) counts.set(letter, (counts.get(letter) ?? 0) + 1);

  const expected = (500 * 22) / 62;
  expect(new Set(texts).size).toBe(500);
  expect(counts.size).toBe(62);
  // Eight standard deviations: the letters at the start of a byte's range would stand out, chance does not.
  for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(8 * Math.sqrt(expected));
});
