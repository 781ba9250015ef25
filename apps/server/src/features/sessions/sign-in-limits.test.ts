import { isAppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { describe, expect, test } from "vitest";
import { SignInLimits } from "./sign-in-limits.ts";
import type { SignInTry } from "./sign-in-limits.ts";

const bad = "192.0.2.66";
const home = "198.51.100.7";
const of = (email: string, address = bad, knownDevice?: string): SignInTry => ({ email, address, knownDevice });

function stage() {
  const clock = new ManualClock();
  const limits = new SignInLimits(clock);
  /** Seconds to wait, or 0 when the try is let through; then it turns out wrong. */
  const fail = (attempt: SignInTry): number => {
    try {
      limits.begin(attempt);
      return 0;
    } catch (error) {
      if (isAppError(error, "request.limited")) return error.retryAfterSeconds ?? -1;
      throw error;
    }
  };
  const failTimes = (count: number, attempt: SignInTry): number[] => Array.from({ length: count }, () => fail(attempt));
  return { clock, limits, fail, failTimes };
}

describe("wrong passwords", () => {
  test("are let through ten times for one account from one place, in whatever case it is written", () => {
    const { clock, fail, failTimes } = stage();
    const first = failTimes(9, of("ada@x.org"));
    clock.advance(60_000);
    const tenth = fail(of(" ADA@x.org"));

    expect([...first, tenth]).toEqual(Array.from({ length: 10 }, () => 0));
    expect(fail(of("ada@x.org"))).toBe(240);
    clock.advance(240_000);
    expect(fail(of("ada@x.org"))).toBe(0);
  });

  test("of a stranger do not keep the person out elsewhere, however many addresses the stranger has", () => {
    const { fail } = stage();
    for (let host = 1; host < 200; host += 1) {
      for (let tries = 0; tries < 11; tries += 1) fail(of("ada@x.org", `192.0.2.${String(host)}`));
    }

    expect(fail(of("ada@x.org", home))).toBe(0);
  });

  test("of a stranger who comes from the same address do not keep out a browser that the account knows", () => {
    const { fail, failTimes } = stage();
    failTimes(11, of("ada@x.org", home));
    for (let account = 0; account < 100; account += 1) fail(of(`user${String(account)}@x.org`, home));

    expect(fail(of("ada@x.org", home))).toBeGreaterThan(0);
    expect(fail(of("ada@x.org", home, "device-1"))).toBe(0);
  });

  test("in a browser that the account knows are counted too, for that account alone", () => {
    const { fail, failTimes } = stage();

    expect(failTimes(11, of("ada@x.org", bad, "device-1")).filter((wait) => wait > 0)).toEqual([300]);
    expect(fail(of("bob@x.org", bad, "device-1"))).toBe(0);
    expect(fail(of("ada@x.org", bad))).toBe(0);
  });

  test("are let through a hundred times from one place for all accounts together", () => {
    const { fail } = stage();
    const tries = Array.from({ length: 101 }, (_, index) => fail(of(`user${String(index)}@x.org`)));

    expect(tries.filter((wait) => wait > 0)).toEqual([300]);
    expect(fail(of("user1@x.org", home))).toBe(0);
  });

  test("from the many addresses that one host of IPv6 can take are those of one place", () => {
    const { fail } = stage();
    const tries = Array.from({ length: 11 }, (_, index) => fail(of("ada@x.org", `2001:db8::${index.toString(16)}`)));

    expect(tries.filter((wait) => wait > 0)).toEqual([300]);
    expect(fail(of("ada@x.org", "2001:db8:0:1::1"))).toBe(0);
  });

  test("that are checked at the same time count before their answers are there", () => {
    const { limits } = stage();

    const all = Array.from({ length: 15 }, () => {
      try {
        return limits.begin(of("ada@x.org"));
      } catch {
        return undefined;
      }
    });

    expect(all.filter((one) => one !== undefined)).toHaveLength(10);
  });

  test("of somebody who is signed in already are counted for the session", () => {
    const { limits } = stage();
    for (let tries = 0; tries < 10; tries += 1) limits.beginConfirmation("one");

    expect(() => limits.beginConfirmation("one")).toThrow(expect.objectContaining({ code: "request.limited" }));
    expect(() => limits.beginConfirmation("two")).not.toThrow();
  });
});

describe("a right password", () => {
  test("forgets the wrong ones of the account from there", () => {
    const { limits, failTimes } = stage();
    failTimes(9, of("ada@x.org"));

    limits.begin(of("ada@x.org")).succeed();

    expect(failTimes(10, of("ada@x.org"))).toEqual(Array.from({ length: 10 }, () => 0));
  });

  test("does not forget what was tried on other accounts from there", () => {
    const { limits, fail } = stage();
    let wrong = 0;
    for (let account = 0; account < 200 && fail(of(`user${String(account)}@x.org`)) === 0; account += 1) {
      wrong += 1;
      limits.begin(of("eve@x.org", "203.0.113.9")).succeed();
      if (wrong < 100) limits.begin(of("eve@x.org")).succeed();
    }

    expect(wrong).toBe(100);
  });
});

test("counts do not grow for ever", () => {
  const clock = new ManualClock();
  const limits = new SignInLimits(clock, 100);
  for (let index = 0; index < 70; index += 1) limits.begin(of("ada@x.org", `192.0.2.${String(index)}`));
  const full = limits.size;
  clock.advance(300_000);
  limits.begin(of("ada@x.org"));

  expect([full, limits.size]).toEqual([100, 2]);
});
