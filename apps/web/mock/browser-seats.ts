import type { Browser, BrowserContext, Page } from "playwright-core";
import { startMockServer } from "./server.ts";
import type { MockServer } from "./server.ts";
import type { Scenario } from "./state.ts";

interface Look {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

/** A browser of one look. It keeps the scripts that it read from its address, compiled: the next visitor there starts in half the time. */
interface Seat {
  readonly look: Look;
  readonly port: number;
  readonly context: BrowserContext;
}

export interface TakenSeat {
  readonly page: Page;
  readonly mock: MockServer;
  /** Closes page and server; the next visitor may have the seat. */
  readonly leave: () => Promise<void>;
}

export interface SeatWish {
  readonly look: Look;
  readonly scenario: Scenario;
  /** The server of another visitor, who closes it. Its address has a seat already, so this visitor has one of his own and takes it along. */
  readonly mock: MockServer | undefined;
}

/**
 * The seats of a stage. A visitor finds what the pages are made of, as everybody does who comes back, and nothing else that an earlier
 * one left: no cookie, nothing stored.
 */
export class BrowserSeats {
  readonly #browser: Browser;
  readonly #distDir: string;
  readonly #free: Seat[] = [];

  constructor(browser: Browser, distDir: string) {
    this.#browser = browser;
    this.#distDir = distDir;
  }

  async take({ look, scenario, mock }: SeatWish): Promise<TakenSeat> {
    if (mock !== undefined) {
      const context = await this.#open(look, mock.url);
      return { page: await context.newPage(), mock, leave: () => context.close() };
    }
    const index = this.#free.findIndex((seat) => seat.look.width === look.width && seat.look.colorScheme === look.colorScheme);
    const [free] = index === -1 ? [] : this.#free.splice(index, 1);
    const own = await this.#serve(scenario, free?.port ?? 0);
    const { context, page } = await this.#sitDown(free, look, own.url);
    const leave = async (): Promise<void> => {
      for (const one of context.pages()) await one.close();
      await own[Symbol.asyncDispose]();
      this.#free.push({ look, port: portOf(own.url), context });
    };
    return { page, mock: own, leave };
  }

  /** In the free seat, if it is still that of this address, and if nobody has put in a clock, which would stay for good. */
  async #sitDown(free: Seat | undefined, look: Look, url: string): Promise<Pick<Seat, "context"> & { readonly page: Page }> {
    if (free?.port === portOf(url)) {
      const page = await free.context.newPage();
      await forget(page, url);
      if (await hasRealTime(page)) return { context: free.context, page };
    }
    await free?.context.close();
    const context = await this.#open(look, url);
    return { context, page: await context.newPage() };
  }

  async #open({ width, colorScheme }: Look, baseURL: string): Promise<BrowserContext> {
    return this.#browser.newContext({
      baseURL,
      viewport: { width, height: width < 500 ? 780 : 900 },
      colorScheme,
      reducedMotion: "reduce",
    });
  }

  /** At the port if it is still free, since between two visitors it belongs to nobody. */
  async #serve(scenario: Scenario, port: number): Promise<MockServer> {
    const options = { scenario, now: () => Date.now(), distDir: this.#distDir };
    try {
      return await startMockServer({ ...options, port });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      return startMockServer({ ...options, port: 0 });
    }
  }
}

const portOf = (url: string): number => Number(new URL(url).port);

const hasRealTime = (page: Page): Promise<boolean> => page.evaluate(() => Function.prototype.toString.call(Date).includes("[native code]"));

/** Cookies and everything that pages can store. What was read from the server stays, as far as the server allowed to keep it. */
async function forget(page: Page, url: string): Promise<void> {
  await page.context().clearCookies();
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "all" });
  await session.detach();
}
