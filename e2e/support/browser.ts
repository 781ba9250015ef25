import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { chromiumLaunch } from "@postern/testing/browser";
import { evidenceFolder } from "@postern/testing/system";
import { chromium } from "playwright-core";
import type { Page } from "playwright-core";

const patienceMs = 60_000;

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** What the page's console complained about. */
  readonly complaints: readonly string[];
  /** Keeps a picture, numbered in order, in `artifacts/e2e/<story>`. */
  shoot(name: string): Promise<void>;
}

/** A Chromium with one page of a desktop's size. */
export async function openPage(baseURL: string, story: string): Promise<OpenPage> {
  const folder = evidenceFolder(story);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch(chromiumLaunch());
  const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 1100 }, colorScheme: "light" });
  // What a button copies is read back from here.
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  page.on("console", (message) => {
    // An answer of 401 or 404 is told on the page; Chromium complains of it all the same.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));

  let taken = 0;
  const shoot = async (name: string): Promise<void> => {
    taken += 1;
    await page.screenshot({ path: join(folder, `${String(taken).padStart(2, "0")}-${name}.png`), animations: "disabled" });
  };
  return { page, complaints, shoot, [Symbol.asyncDispose]: () => browser.close() };
}
