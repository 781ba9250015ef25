import axe from "axe-core";
import type { RunOptions } from "axe-core";
import type { Page } from "playwright-core";

export interface Barrier {
  readonly rule: string;
  /** The elements, as HTML. */
  readonly parts: readonly string[];
}

/** Rules whose findings are never serious: they take a fifth of the time, and nobody would hear of what they find. */
export const neverSerious = [
  "aria-allowed-role",
  "aria-deprecated-role",
  "empty-heading",
  "empty-table-header",
  "form-field-multiple-labels",
  "heading-order",
  "image-redundant-alt",
  "landmark-banner-is-top-level",
  "landmark-contentinfo-is-top-level",
  "landmark-main-is-top-level",
  "landmark-no-duplicate-banner",
  "landmark-no-duplicate-contentinfo",
  "landmark-no-duplicate-main",
  "landmark-one-main",
  "landmark-unique",
  "no-autoplay-audio",
  "page-has-heading-one",
  "presentation-role-conflict",
  "region",
  "scope-attr-valid",
  "skip-link",
] as const;

// What axe is content with need not be told: that makes it more than twice as fast.
const options: RunOptions = {
  resultTypes: ["violations"],
  rules: Object.fromEntries(neverSerious.map((id) => [id, { enabled: false }])),
};

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
