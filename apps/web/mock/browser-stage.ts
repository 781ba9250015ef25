import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromiumLaunch } from "@postern/testing/browser";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { BrowserSeats } from "./browser-seats.ts";
import { builtPages } from "./built-pages.ts";
import type { MockServer } from "./server.ts";
import type { Scenario } from "./state.ts";

export { hasChromium } from "@postern/testing/browser";

/** Two busy cores: what takes a second alone may take many here. */
const patienceMs = 60_000;

export interface Visit {
  readonly scenario?: Scenario;
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
  readonly isSignedIn?: boolean;
  /** Who looks; the first person when nobody is named. */
  readonly userId?: number;
  /** The server of another visitor, who closes it: two people look at the same things. */
  readonly mock?: MockServer;
}

/** One open page, the server behind it, and what the page complained about. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  readonly mock: MockServer;
  /** Messages of the page's console that are errors, and errors that nothing caught. */
  readonly complaints: readonly string[];
}

/** Where screenshots are kept for a person to look at. */
export const artifactsDir = fileURLToPath(new URL("../../../artifacts/web/", import.meta.url));

/** The built pages and a browser; closed by whoever opened it. */
export class BrowserStage implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #seats: BrowserSeats;

  private constructor(browser: Browser, distDir: string) {
    this.#browser = browser;
    this.#seats = new BrowserSeats(browser, distDir);
  }

  static async open(): Promise<BrowserStage> {
    await mkdir(artifactsDir, { recursive: true });
    const distDir = await builtPages();
    return new BrowserStage(await chromium.launch(chromiumLaunch()), distDir);
  }

  async visit(wish: Visit = {}): Promise<Visitor> {
    const { scenario = "data", width = 1440, colorScheme = "light", isSignedIn = true, userId = 1 } = wish;
    const { page, mock, leave } = await this.#seats.take({ look: { width, colorScheme }, scenario, mock: wish.mock });
    page.setDefaultTimeout(patienceMs);
    if (isSignedIn) await page.context().addCookies([{ name: "mock-session", value: String(userId), url: mock.url }]);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // The browser itself logs every answer that is not 2xx; those are part of the play.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
    });
    return { page, mock, complaints, [Symbol.asyncDispose]: leave };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
