import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";
import { twoLooks, expectGoodPages, expectTeachingLists } from "../mock/look-at-pages.ts";

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
] as const;

const formWithoutChoice = {
  name: "compute-env-new",
  path: "/user/jane/compute-envs/new?by=hand",
  failure: "The credentials to choose from could not be read.",
} as const;

describe.skipIf(!hasChromium())("pages in a browser", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("every page in every look: right heading, nothing sticks out, axe is content", { timeout: 600_000 }, async () => {
    await using visitor = await stage.visit();

    await expectGoodPages(visitor, pages, twoLooks);
  });

  test("pages before signing in, in every look", { timeout: 300_000 }, async () => {
    await using visitor = await stage.visit({ isSignedIn: false });

    await expectGoodPages(visitor, entries, twoLooks);
  });

  test("an empty account teaches on every list", { timeout: 300_000 }, async () => {
    await expectTeachingLists(stage, lists);
  });

  test("a list that cannot be read says so, and offers to try again", { timeout: 300_000 }, async () => {
    await using visitor = await stage.visit({ scenario: "failing" });
    const findings: string[] = [];

    for (const { name, path, failure } of [...lists, formWithoutChoice]) {
      await visitor.page.goto(path);
      const alert = visitor.page.getByRole("alert");
      await alert.getByText(failure).waitFor();
      await alert.getByRole("button", { name: "Try again" }).waitFor();
      findings.push(...(await judgePage(visitor.page, `${name}-failing`)));
    }

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
