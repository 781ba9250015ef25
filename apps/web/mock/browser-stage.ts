import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromiumLaunch } from "@postern/testing/browser";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { builtPages } from "./built-pages.ts";
import { startMockServer } from "./server.ts";
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
  readonly context: BrowserContext;
  readonly mock: MockServer;
  /** Messages of the page's console that are errors, and errors that nothing caught. */
  readonly complaints: readonly string[];
}

/** Where screenshots are kept for a person to look at. */
export const artifactsDir = fileURLToPath(new URL("../../../artifacts/web/", import.meta.url));

/** The built pages and a browser; closed by whoever opened it. */
export class BrowserStage implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #distDir: string;

  private constructor(browser: Browser, distDir: string) {
    this.#browser = browser;
    this.#distDir = distDir;
  }

  static async open(): Promise<BrowserStage> {
    await mkdir(artifactsDir, { recursive: true });
    const distDir = await builtPages();
    return new BrowserStage(await chromium.launch(chromiumLaunch()), distDir);
  }

  async visit(wish: Visit = {}): Promise<Visitor> {
    const { scenario = "data", width = 1440, colorScheme = "light", isSignedIn = true, userId = 1 } = wish;
    const mock = wish.mock ?? (await startMockServer({ scenario, now: () => Date.now(), port: 0, distDir: this.#distDir }));
    const context = await this.#browser.newContext({
      baseURL: mock.url,
      viewport: { width, height: width < 500 ? 780 : 900 },
      colorScheme,
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(patienceMs);
    if (isSignedIn) await context.addCookies([{ name: "mock-session", value: String(userId), url: mock.url }]);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // The browser itself logs every answer that is not 2xx; those are part of the play.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
    });
    const close = async (): Promise<void> => {
      await context.close();
      if (wish.mock === undefined) await mock[Symbol.asyncDispose]();
    };
    return { page, context, mock, complaints, [Symbol.asyncDispose]: close };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
