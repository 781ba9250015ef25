import axe from "axe-core";
import type { RunOptions } from "axe-core";
import type { Page } from "playwright-core";

export interface Barrier {
  readonly rule: string;
  /** The elements, as HTML. */
  readonly parts: readonly string[];
}

// What axe is content with need not be told: that makes it more than twice as fast.
const options: RunOptions = { resultTypes: ["violations"] };

/** What axe finds in the page that is serious or critical. No page has frames, so it looks into none. */
export async function findBarriers(page: Page): Promise<readonly Barrier[]> {
  // A page that was looked at before has it already. As text, because the policy of the page allows no foreign script.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async (wish) => {
    const { violations } = await (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, wish);
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => ({ rule: id, parts: nodes.map(({ html }) => html) }));
  }, options);
}
