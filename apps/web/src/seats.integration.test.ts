import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";

const timeout = 120_000;

describe.skipIf(!hasChromium())("a visitor of the pages, in tests", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("finds nothing that an earlier one left: no session, nothing stored, no clock", { timeout }, async () => {
    const addresses: string[] = [];
    {
      await using earlier = await stage.visit();
      addresses.push(earlier.mock.url);
      await earlier.page.clock.install({ time: 0 });
      await earlier.page.goto("/user/jane/agents");
      await earlier.page.evaluate(() => localStorage.setItem("left", "here"));
    }
    {
      await using second = await stage.visit({ isSignedIn: false });
      addresses.push(second.mock.url);
      await second.page.goto("/user/jane/agents");
      await second.page.getByLabel("Password").waitFor();
      expect(await second.page.evaluate(() => [localStorage.getItem("left"), Date.now() > 1_000_000_000_000])).toEqual([null, true]);
      await second.page.evaluate(() => localStorage.setItem("left", "here"));
      await second.page.context().addCookies([{ name: "mock-session", value: "1", url: second.mock.url }]);
    }

    await using third = await stage.visit({ isSignedIn: false });
    await third.page.goto("/user/jane/agents");
    await third.page.getByLabel("Password").waitFor();

    expect(await third.page.evaluate(() => localStorage.getItem("left"))).toBeNull();
    expect(new Set([...addresses, third.mock.url]).size).toBe(1);
  });
});
