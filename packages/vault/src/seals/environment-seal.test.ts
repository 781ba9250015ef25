import { expect, test } from "vitest";
import { KeyRing } from "../keys/key-ring.ts";
import { Secret } from "../secret.ts";
import { EnvironmentSeal, renderEnvironmentKeys } from "./environment-seal.ts";

const invalid: unknown = expect.objectContaining({ code: "vault.key_environment_invalid" });

test("what is written for the environment gives the same ring, as often as it is asked", async () => {
  const ring = KeyRing.generate(5);
  ring.addTerm(6);

  const seal = new EnvironmentSeal(renderEnvironmentKeys(ring));

  for (const found of [seal.unsealNow(), await seal.unseal()]) {
    expect(found.agreesWith(ring)).toBe(true);
    expect([found.terms, found.activeTerm]).toEqual([[1, 2], 2]);
  }
});

test("it is one line of base64", () => {
  expect(renderEnvironmentKeys(KeyRing.generate(5)).useText((text) => /^[A-Za-z\d+/]+={0,2}$/.test(text))).toBe(true);
});

test("a variable that is not set is told apart from one that cannot be used", () => {
  expect(() => new EnvironmentSeal(undefined)).toThrow(expect.objectContaining({ code: "vault.key_environment_missing" }));
});

test.each([
  ["no base64", "not base64 at all"],
  ["base64 of something else", Buffer.from("something else").toString("base64")],
  ["empty", ""],
  ["too long", "A".repeat(200_000)],
  ["base64 that is not canonical", "A".repeat(43)],
])("%s is refused, and no word of it is said", (_, text) => {
  try {
    void new EnvironmentSeal(Secret.fromUtf8(text));
    expect.unreachable();
  } catch (error) {
    expect(error).toEqual(invalid);
    if (text.length > 20) expect(String(error)).not.toContain(text.slice(0, 20));
  }
});

test("it cannot be written", async () => {
  const seal = new EnvironmentSeal(renderEnvironmentKeys(KeyRing.generate(5)));

  await expect(seal.replace()).rejects.toMatchObject({ code: "vault.seal_read_only" });
});
