import { afterAll, beforeAll, describe, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { expectGoodPages, expectHonestFailures, expectTeachingLists, press, twoLooks } from "../mock/look-at-pages.ts";
import type { ShownPage } from "../mock/look-at-pages.ts";

const lab = "/orgs/alpha-lab";
const genomics = `${lab}/workspaces/genomics`;

const pages: readonly ShownPage[] = [
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
  { name: "org-identities", path: `${lab}/managed-identities`, heading: "Managed identities" },
  {
    name: "org-identity-add",
    path: `${lab}/managed-identities`,
    heading: "Managed identities",
    open: press("Add managed identity"),
  },
  {
    name: "org-identity-own-key",
    path: `${lab}/managed-identities`,
    heading: "Managed identities",
    open: press("Your key for hive: js4021"),
  },
  { name: "org-identity-members", path: `${lab}/managed-identities/identity-hive`, heading: "hive" },
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
  { path: "/orgs/beta-unit", empty: "beta-unit has no workspace yet" },
  { path: `${lab}/members`, empty: "You are the only one so far" },
  { path: `${lab}/collaborators`, empty: "Nobody from outside takes part" },
  { path: `${lab}/teams`, empty: "alpha-lab has no team yet" },
  { path: `${lab}/managed-identities`, empty: "alpha-lab has no managed identity yet" },
  { path: `${genomics}/participants`, empty: "Nobody takes part yet" },
] as const;

const failing = [
  { path: lab, failure: "The workspaces could not be read." },
  { path: `${lab}/members`, failure: "The members could not be read." },
  { path: `${lab}/collaborators`, failure: "The collaborators could not be read." },
  { path: `${lab}/teams`, failure: "The teams could not be read." },
  { path: `${lab}/teams/301`, failure: "The team could not be read." },
  { path: `${lab}/roles`, failure: "The roles could not be read." },
  { path: `${lab}/roles/curator`, failure: "The role could not be read." },
  { path: `${lab}/managed-identities`, failure: "The managed identities could not be read." },
  { path: `${lab}/managed-identities/identity-hive`, failure: "The managed identity could not be read." },
  { path: `${lab}/audit`, failure: "The audit trail could not be read." },
  { path: `${lab}/settings`, failure: "The organization could not be read." },
  { path: `${genomics}/participants`, failure: "The participants could not be read." },
  { path: `${genomics}/settings`, failure: "The workspace could not be read." },
] as const;

describe.skipIf(!hasChromium())("pages of organizations and their workspaces", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("every page in both looks: right heading, nothing sticks out, axe is content", { timeout: 600_000 }, async () => {
    await using visitor = await stage.visit();

    await expectGoodPages(visitor, pages, twoLooks);
  });

  test("a new organization teaches on every list", { timeout: 300_000 }, async () => {
    await expectTeachingLists(stage, lists);
  });

  test("a page that cannot be read says so, and offers to try again", { timeout: 300_000 }, async () => {
    await expectHonestFailures(stage, failing);
  });
});
