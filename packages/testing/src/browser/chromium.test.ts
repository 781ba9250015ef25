import { describe, expect, test } from "vitest";

import { chromiumLaunch } from "./chromium.ts";

describe("the Chromium of tests", () => {
  test.each([
    [
      "the one without windows, where both are",
      ["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"],
      "/usr/bin/chromium-headless-shell",
    ],
    ["the whole browser, where it is the only one", ["/usr/bin/chromium"], "/usr/bin/chromium"],
  ])("is %s", (_what, there, expected) => {
    expect(chromiumLaunch((path) => there.includes(path)).executablePath).toBe(expected);
  });

  test("is asked for by the command that installs it, where there is none", () => {
    expect(() => chromiumLaunch(() => false)).toThrow("apt-get install chromium-headless-shell");
  });
});
