import { afterAll, beforeAll, describe } from "vitest";
import { BrowserStage, hasChromium } from "./browser-stage.ts";
import type { Visit, Visitor } from "./browser-stage.ts";

/** For a test that loads many pages on two busy cores. */
export const browserTimeout = { timeout: 240_000 } as const;

/** Tests of pages on one stage, which is opened before the first and closed after the last. */
export function describeInChromium(what: string, tests: (visit: (wish?: Visit) => Promise<Visitor>) => void): void {
  describe.each(hasChromium() ? ["Chromium"] : [])(`${what} in %s`, () => {
    let stage: BrowserStage;
    beforeAll(async () => {
      stage = await BrowserStage.open();
    });
    afterAll(async () => {
      await stage[Symbol.asyncDispose]();
    });
    tests((wish) => stage.visit(wish));
  });
}
