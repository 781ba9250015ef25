import type { Page } from "playwright-core";

/**
 * The page of an environment says that its check went well. The check tries a job on a compute node and looks at ten other things: on a machine
 * that does much else that takes longer than a page may take for anything else.
 */
export async function untilAvailable(page: Page): Promise<void> {
  await page.getByText("Available", { exact: true }).waitFor({ timeout: 240_000 });
}
