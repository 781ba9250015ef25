import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { artifactsDir, BrowserStage, hasChromium } from "../mock/browser-stage.ts";

/** Each page by its address, with the heading that says that it is there. */
const pages = [
  { name: "runs", path: "/user/jane/watch", heading: "Runs" },
  { name: "run", path: "/user/jane/watch/run000", heading: "grave_hopper" },
  { name: "run-task", path: "/user/jane/watch/run000?task=18", heading: "grave_hopper" },
  { name: "run-log", path: "/user/jane/watch/run000?tab=log", heading: "grave_hopper" },
  { name: "run-configuration", path: "/user/jane/watch/run000?tab=configuration", heading: "grave_hopper" },
  { name: "run-info", path: "/user/jane/watch/run000?tab=info", heading: "grave_hopper" },
  { name: "run-failed", path: "/user/jane/watch/run002", heading: "calm_turing" },
  { name: "run-waiting", path: "/user/jane/watch/run001", heading: "sad_wilson" },
  { name: "run-never-started", path: "/user/jane/watch/run006", heading: "lonely_noether" },
  { name: "run-never-started-info", path: "/user/jane/watch/run006?tab=info", heading: "lonely_noether" },
  { name: "launch", path: "/user/jane/launch", heading: "Launch" },
  { name: "launch-again", path: "/user/jane/launch?from=run002", heading: "Launch again" },
  { name: "compute-envs", path: "/user/jane/compute-envs", heading: "Compute environments" },
  { name: "compute-env-new", path: "/user/jane/compute-envs/new", heading: "Add compute environment" },
  { name: "compute-env", path: "/user/jane/compute-envs/env-spartan", heading: "spartan" },
  { name: "credentials", path: "/user/jane/credentials", heading: "Your credentials" },
  { name: "credential-new", path: "/user/jane/credentials/new", heading: "Add credentials" },
  { name: "agents", path: "/user/jane/agents", heading: "Agents" },
  { name: "tokens", path: "/tokens", heading: "Your tokens" },
] as const;

const entries = [
  { name: "sign-in", path: "/sign-in", heading: "Sign in to Postern" },
  { name: "setup", path: "/setup/first-run", heading: "Welcome to Postern" },
  { name: "setup-used", path: "/setup/used", heading: "This link cannot be used" },
] as const;

const lists = [
  { name: "runs", path: "/user/jane/watch", empty: "No run yet", failure: "The runs could not be read." },
  {
    name: "compute-envs",
    path: "/user/jane/compute-envs",
    empty: "You have no compute environment",
    failure: "The compute environments could not be read.",
  },
  { name: "credentials", path: "/user/jane/credentials", empty: "You have no credentials", failure: "The credentials could not be read." },
  { name: "agents", path: "/user/jane/agents", empty: "No agent has connected yet", failure: "The agents could not be read." },
  { name: "tokens", path: "/tokens", empty: "You have no tokens", failure: "The tokens could not be read." },
] as const;

const looks = [
  { width: 1440, colorScheme: "light" },
  { width: 1440, colorScheme: "dark" },
  { width: 360, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

describe.skipIf(!hasChromium())("pages in a browser", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test.each(looks)(
    "every page at $width px, $colorScheme: right heading, nothing sticks out, axe is content",
    { timeout: 600_000 },
    async (look) => {
      await using visitor = await stage.visit(look);
      const findings: string[] = [];

      for (const { name, path, heading } of pages) {
        await visitor.page.goto(path);
        await visitor.page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
        findings.push(...(await judge(visitor.page, `${name}-${String(look.width)}-${look.colorScheme}`)));
      }

      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test.each(looks)("pages before signing in at $width px, $colorScheme", { timeout: 300_000 }, async (look) => {
    await using visitor = await stage.visit({ ...look, isSignedIn: false });
    const findings: string[] = [];

    for (const { name, path, heading } of entries) {
      await visitor.page.goto(path);
      await visitor.page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
      findings.push(...(await judge(visitor.page, `${name}-${String(look.width)}-${look.colorScheme}`)));
    }

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("an empty account teaches on every list", { timeout: 300_000 }, async () => {
    await using visitor = await stage.visit({ scenario: "empty" });
    const findings: string[] = [];

    for (const { name, path, empty } of lists) {
      await visitor.page.goto(path);
      await visitor.page.getByRole("heading", { level: 2, name: empty }).waitFor();
      findings.push(...(await judge(visitor.page, `${name}-empty`)));
    }

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a list that cannot be read says so, and offers to try again", { timeout: 300_000 }, async () => {
    await using visitor = await stage.visit({ scenario: "failing" });
    const findings: string[] = [];

    for (const { name, path, failure } of lists) {
      await visitor.page.goto(path);
      const alert = visitor.page.getByRole("alert");
      await alert.getByText(failure).waitFor();
      await alert.getByRole("button", { name: "Try again" }).waitFor();
      findings.push(...(await judge(visitor.page, `${name}-failing`)));
    }

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});

/** Keeps a picture of the settled page; gives what is wrong with it: sideways scrolling, columns beyond the margin, grave findings of axe. */
async function judge(page: Page, name: string): Promise<readonly string[]> {
  await page.waitForLoadState("load");
  await page.waitForFunction(() => document.querySelector("main [role=status][aria-label=Loading]") === null);
  await page.screenshot({ path: join(artifactsDir, `${name}.png`) });
  const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const beyondMargin = await headingsBeyondMargin(page);
  // No page has frames, and what axe is content with need not be told: both make it more than twice as fast.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  const { violations } = await axe.analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return [
    ...(sticksOut > 0 ? [`${name} scrolls sideways by ${String(sticksOut)} px`] : []),
    ...beyondMargin.map((title) => `${name}: the column ${title} ends beyond the margin`),
    ...grave.map(({ id, nodes }) => `${name}, ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`),
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
