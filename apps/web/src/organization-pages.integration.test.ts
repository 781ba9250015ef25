import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import type { Visitor } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";

interface Shown {
  readonly name: string;
  readonly path: string;
  readonly heading: string;
  /** Brings something in front of the page. */
  readonly open?: (page: Page) => Promise<void>;
}

const press =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole("button", { name, exact: true }).first().click();
    await page.getByRole("dialog").first().waitFor();
  };

const lab = "/orgs/alpha-lab";
const genomics = `${lab}/workspaces/genomics`;

const pages: readonly Shown[] = [
  { name: "org-workspaces", path: lab, heading: "Workspaces" },
  { name: "org-members", path: `${lab}/members`, heading: "Members" },
  { name: "org-invite", path: `${lab}/members`, heading: "Members", open: press("Invite member") },
  { name: "org-collaborators", path: `${lab}/collaborators`, heading: "Collaborators" },
  { name: "org-teams", path: `${lab}/teams`, heading: "Teams" },
  { name: "org-team", path: `${lab}/teams/302`, heading: "students" },
  { name: "org-team-people", path: `${lab}/teams/302`, heading: "students", open: press("Add people") },
  { name: "org-roles", path: `${lab}/roles`, heading: "Roles" },
  { name: "org-role-built-in", path: `${lab}/roles/maintain`, heading: "maintain" },
  { name: "org-role", path: `${lab}/roles/curator`, heading: "curator" },
  { name: "org-role-new", path: `${lab}/roles/new?from=launch`, heading: "New role" },
  { name: "org-settings", path: `${lab}/settings`, heading: "Settings" },
  { name: "org-audit", path: `${lab}/audit`, heading: "Audit" },
  { name: "org-new", path: "/orgs/new", heading: "New organization" },
  { name: "org-as-member", path: "/orgs/uni-cluster/members", heading: "Members" },
  { name: "wsp-participants", path: `${genomics}/participants`, heading: "Participants" },
  { name: "wsp-participant-add", path: `${genomics}/participants`, heading: "Participants", open: press("Add participant") },
  {
    name: "wsp-rights",
    path: `${genomics}/participants?person=2`,
    heading: "Participants",
    open: async (page) => page.getByRole("dialog").getByText("through the team core-facility").waitFor(),
  },
  { name: "wsp-use-limit", path: `${genomics}/credentials`, heading: "Credentials", open: press("Who may use gadi-agent") },
  { name: "wsp-settings", path: `${genomics}/settings`, heading: "Settings" },
  { name: "wsp-settings-as-launcher", path: "/orgs/uni-cluster/workspaces/pilot/settings", heading: "Settings" },
  {
    name: "places",
    path: `${genomics}/agents`,
    heading: "Agents",
    open: async (page) => {
      await page.getByRole("button", { name: /switch the workspace/ }).click();
      await page.getByRole("option", { name: "New organization" }).waitFor();
    },
  },
  { name: "place-unknown", path: "/orgs/nobody/members", heading: "The organization nobody was not found." },
];

const lists = [
  { path: "/orgs/beta-unit", empty: "beta-unit has no workspace yet", failing: lab, failure: "The workspaces could not be read." },
  { path: `${lab}/members`, empty: "You are the only one so far", failing: `${lab}/members`, failure: "The members could not be read." },
  {
    path: `${lab}/collaborators`,
    empty: "Nobody from outside takes part",
    failing: `${lab}/collaborators`,
    failure: "The collaborators could not be read.",
  },
  { path: `${lab}/teams`, empty: "alpha-lab has no team yet", failing: `${lab}/teams`, failure: "The teams could not be read." },
  {
    path: `${genomics}/participants`,
    empty: "Nobody takes part yet",
    failing: `${genomics}/participants`,
    failure: "The participants could not be read.",
  },
] as const;

const failingBesides = [
  { failing: `${lab}/teams/301`, failure: "The team could not be read." },
  { failing: `${lab}/roles`, failure: "The roles could not be read." },
  { failing: `${lab}/roles/curator`, failure: "The role could not be read." },
  { failing: `${lab}/audit`, failure: "The audit trail could not be read." },
  { failing: `${lab}/settings`, failure: "The organization could not be read." },
  { failing: `${genomics}/settings`, failure: "The workspace could not be read." },
] as const;

const looks = [
  { width: 1440, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

describe.skipIf(!hasChromium())("pages of organizations and their workspaces", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test.each(looks)(
    "every page at $width px, $colorScheme: right heading, nothing sticks out, axe is content",
    { timeout: 240_000 },
    async (look) => {
      await using visitor = await stage.visit(look);
      const findings: string[] = [];

      for (const shown of pages) findings.push(...(await judgeShown(visitor, shown, `${String(look.width)}-${look.colorScheme}`)));

      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("a new organization teaches on every list", { timeout: 120_000 }, async () => {
    await using visitor = await stage.visit({ scenario: "empty" });
    const findings: string[] = [];

    for (const { path, empty } of lists) {
      await visitor.page.goto(path);
      await visitor.page.getByRole("heading", { level: 2, name: empty }).waitFor();
      findings.push(...(await judgePage(visitor.page, `${path.slice(6).replaceAll("/", "-")}-empty`)));
    }

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a page that cannot be read says so, and offers to try again", { timeout: 180_000 }, async () => {
    await using visitor = await stage.visit({ scenario: "failing" });

    for (const { failing, failure } of [...lists, ...failingBesides]) {
      await visitor.page.goto(failing);
      const alert = visitor.page.getByRole("alert").filter({ hasText: failure });
      await alert.getByRole("button", { name: "Try again" }).waitFor();
    }

    expect(visitor.complaints).toEqual([]);
  });
});

async function judgeShown({ page }: Visitor, { name, path, heading, open }: Shown, look: string): Promise<readonly string[]> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  await open?.(page);
  return judgePage(page, `${name}-${look}`);
}
