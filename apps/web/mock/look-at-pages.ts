import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { BrowserStage, Visitor } from "./browser-stage.ts";
import { judgePage } from "./judge-page.ts";

export interface ShownPage {
  readonly name: string;
  readonly path: string;
  /** The one of the first level, which says that the page is there. */
  readonly heading: string;
  /** Brings something in front of the page, or waits for what comes late. */
  readonly open?: (page: Page) => Promise<void>;
}

export interface Look {
  readonly width: 1440 | 360;
  readonly colorScheme: "light" | "dark";
}

/** Each width once, each scheme once: colours do not depend on the width, nor places on the scheme. */
export const twoLooks: readonly [Look, Look] = [
  { width: 1440, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
];

export const [atDesk, onPhone] = twoLooks;

/** For `ShownPage.open`: presses the button of this name, and waits for the dialog. */
export const press =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole("button", { name, exact: true }).first().click();
    await page.getByRole("dialog").first().waitFor();
  };

/** On a narrow page of an environment: one of the groups of its parts. */
export const openParts = (page: Page, group: string): Promise<void> =>
  page.getByRole("navigation", { name: "Parts of the environment" }).getByRole("link", { name: group }).click();

/** Opens the pages one after the other, in each of the looks. @throws when one of them is not as it should be, or complains. */
export async function expectGoodPages(visitor: Visitor, pages: readonly ShownPage[], looks: readonly Look[]): Promise<void> {
  const findings: string[] = [];
  for (const shown of pages) findings.push(...(await judgeInLooks(visitor.page, shown, looks)));

  expect(findings).toEqual([]);
  expect(visitor.complaints).toEqual([]);
}

/**
 * A page is loaded once and then turned, as by a person who turns a phone: width and scheme reach it through style sheets and media
 * queries alone. Loading takes most of the time.
 */
export async function judgeInLooks(page: Page, shown: ShownPage, looks: readonly Look[]): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const [index, look] of looks.entries()) {
    await turn(page, look);
    if (index === 0) await show(page, shown);
    await untilTurned(page, look);
    findings.push(...(await judgePage(page, `${shown.name}-${String(look.width)}-${look.colorScheme}`)));
  }
  return findings;
}

/** As by a person who turns a phone, or comes back to a desk. */
export async function turn(page: Page, { width, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: width < 500 ? 780 : 900 });
  await page.emulateMedia({ colorScheme });
}

/** Scripts hear of a new scheme or width in the next frame, and colours change over some of them: a look between shows neither. */
async function untilTurned(page: Page, { colorScheme }: Look): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.waitForFunction(
    (scheme) =>
      document.documentElement.dataset["mantineColorScheme"] === scheme &&
      !document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === "running"),
    colorScheme,
  );
}

async function show(page: Page, { path, heading, open }: ShownPage): Promise<void> {
  const { pathname, search, hash } = new URL(page.url(), "http://mock");
  // What is brought in front of a page needs no other load of it.
  if (`${pathname}${search}${hash}` === path) await closeDialog(page);
  else await go(page, path);
  // Hidden from assistive technology as soon as a dialog that belongs to the address is open.
  await page.getByRole("heading", { level: 1, name: heading, exact: true, includeHidden: true }).waitFor();
  await open?.(page);
}

/**
 * As by a link, which loads nothing anew: booting the application takes most of the time of a look. A page keeps what was typed when
 * only its query changes, so that one is loaded.
 */
async function go(page: Page, path: string): Promise<void> {
  const here = new URL(page.url(), "http://mock").pathname;
  if (page.url() === "about:blank" || here === new URL(path, "http://mock").pathname) await page.goto(path);
  else
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, path);
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

export interface EmptyList {
  readonly path: string;
  /** The heading in the place of the list. */
  readonly empty: string;
}

/** Looks at the lists as somebody who has nothing yet. @throws when one of them does not say so, or is not as it should be. */
export async function expectTeachingLists(stage: BrowserStage, lists: readonly EmptyList[]): Promise<void> {
  await using visitor = await stage.visit({ scenario: "empty" });
  const findings: string[] = [];
  for (const { path, empty } of lists) {
    await go(visitor.page, path);
    await visitor.page.getByRole("heading", { level: 2, name: empty }).waitFor();
    findings.push(...(await judgePage(visitor.page, `${fileNameOf(path)}-empty`)), ...(await repeatedActs(visitor.page, path)));
  }

  expect(findings).toEqual([]);
  expect(visitor.complaints).toEqual([]);
}

/** The same button twice asks which of the two is meant. */
async function repeatedActs(page: Page, path: string): Promise<readonly string[]> {
  const names = await page.locator("main :is(button, a):visible").allInnerTexts();
  const said = names.map((name) => name.trim()).filter((name) => name !== "");
  return said.filter((name, place) => said.indexOf(name) < place).map((name) => `${path} has “${name}” more than once`);
}

export interface FailingPage {
  readonly path: string;
  readonly failure: string;
}

/** Looks at pages whose server fails: each says what could not be read, and offers to try again. */
export async function expectHonestFailures(stage: BrowserStage, pages: readonly FailingPage[]): Promise<void> {
  await using visitor = await stage.visit({ scenario: "failing" });
  for (const { path, failure } of pages) {
    await go(visitor.page, path);
    const alert = visitor.page.getByRole("alert").filter({ hasText: failure });
    await alert.getByRole("button", { name: "Try again" }).waitFor();
  }

  expect(visitor.complaints).toEqual([]);
}

const fileNameOf = (path: string): string => path.replace(/^\/(orgs\/)?/, "").replaceAll("/", "-");
