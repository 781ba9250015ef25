import { join } from "node:path";
import type { Page } from "playwright-core";
import { artifactsDir } from "./browser-stage.ts";
import { findBarriers } from "./find-barriers.ts";

/** Keeps a picture of the settled page; gives what is wrong with it: sideways scrolling, columns beyond the margin, grave findings of axe. */
export async function judgePage(page: Page, name: string): Promise<readonly string[]> {
  await page.waitForLoadState("load");
  await page.waitForFunction(() => document.querySelector("main [role=status][aria-label=Loading]") === null);
  if (process.env["TEST_PICTURES"] !== "none") await page.screenshot({ path: join(artifactsDir, `${name}.png`) });
  const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const beyondMargin = await headingsBeyondMargin(page);
  const barriers = await findBarriers(page);
  return [
    ...(sticksOut > 0 ? [`${name} scrolls sideways by ${String(sticksOut)} px`] : []),
    ...beyondMargin.map((title) => `${name}: the column ${title} ends beyond the margin`),
    ...barriers.map(({ rule, parts }) => `${name}, ${rule}: ${parts.map((html) => html.slice(0, 160)).join(" | ")}`),
  ];
}

/** The columns whose heading ends nearer to the edge of the page than its other parts; tables that scroll by themselves have none. */
async function headingsBeyondMargin(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const marginOf = (frame: Element): number => -Number.parseFloat(getComputedStyle(frame).marginRight);
    const textEnd = (heading: Element): number => {
      const range = document.createRange();
      range.selectNodeContents(heading);
      return range.getBoundingClientRect().right;
    };
    return Array.from(document.querySelectorAll("main .data-table-frame"))
      .filter((frame) => frame.scrollWidth <= frame.clientWidth)
      .flatMap((frame) => {
        const end = frame.getBoundingClientRect().right - marginOf(frame) + 0.5;
        return Array.from(frame.querySelectorAll("th")).filter((heading) => textEnd(heading) > end);
      })
      .map((heading) => heading.textContent);
  });
}
