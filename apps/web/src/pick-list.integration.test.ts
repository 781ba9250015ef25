import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";

const timeout = 120_000;

describe.skipIf(!hasChromium())("lists that search while one types", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("Enter waits for who is found, and does not send the form meanwhile", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const people = await held(page, /\/(members|collaborators)\?.*search=li\b/);
    const field = page.getByRole("combobox", { name: "Add a person or a team" });
    const named = page.getByRole("list", { name: "Who is named" }).getByRole("listitem");

    await page.goto("/orgs/alpha-lab/workspaces/genomics/credentials");
    await page.getByRole("button", { name: "Who may use gadi-agent" }).click();
    await page.getByRole("radio", { name: /^Only named people/ }).check();
    const answer = page.waitForResponse(/\/collaborators\?.*search=nobody\b/);
    await field.fill("nobody");
    await (await answer).finished();
    await field.fill("li");
    await page.keyboard.press("Enter");
    await people.asked;
    const meanwhile = await named.count();
    people.release();
    await named.getByText("li", { exact: true }).waitFor();

    expect(meanwhile).toBe(0);
    expect(mock.calls.filter((call) => call.startsWith("PUT "))).toEqual([]);
    expect(await field.inputValue()).toBe("");
  });

  test("Enter takes nothing of an older answer", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;
    const labels = await held(page, /\/api\/labels\?.*search=teach/);
    const dialog = page.getByRole("dialog");
    const field = dialog.getByRole("combobox", { name: "Find or make a label" });

    await page.goto("/user/jane/compute-envs/env-spartan");
    await page.getByRole("button", { name: "Change labels" }).click();
    await dialog.getByRole("option", { name: "prod" }).waitFor();
    await field.fill("teach");
    await page.keyboard.press("Enter");
    await labels.asked;
    labels.release();
    await dialog.getByRole("button", { name: "Take off teaching" }).waitFor();

    expect(await dialog.getByRole("button", { name: /^Take off / }).count()).toBe(1);
  });

  test("what is typed after Enter takes it back", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;
    const runs = await held(page, /\/api\/workflow\?.*search=grave/);
    const field = page.getByRole("combobox", { name: "Page or run" });
    const found = page.getByRole("option", { name: "sad_wilson run" }).first();

    await page.goto("/user/jane/credentials");
    await page.getByRole("heading", { name: "Credentials", level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await field.fill("sad");
    await found.waitFor();
    await field.fill("grave");
    await page.keyboard.press("Enter");
    await runs.asked;
    await field.fill("sad_");
    runs.release();
    await found.and(page.locator("[aria-selected=true]")).waitFor();
    const stayed = new URL(page.url()).pathname;
    await field.fill("grave");
    await page.keyboard.press("Enter");

    await page.getByRole("heading", { name: "grave_hopper", level: 1 }).waitFor();
    expect(stayed).toBe("/user/jane/credentials");
    expect(visitor.complaints).toEqual([]);
  });
});

interface HeldAnswers {
  /** Once the first of them is asked for. */
  readonly asked: Promise<void>;
  readonly release: () => void;
}

/** Answers to such calls stay on their way until they are released. */
async function held(page: Page, calls: RegExp): Promise<HeldAnswers> {
  const asked = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  await page.route(calls, async (route) => {
    asked.resolve(undefined);
    await released.promise;
    // Nobody waits any more for the answer of a call that the page has dropped.
    await route.continue().catch(() => undefined);
  });
  return { asked: asked.promise.then(() => undefined), release: () => released.resolve(undefined) };
}
