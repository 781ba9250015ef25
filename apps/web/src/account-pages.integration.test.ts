import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { expectGoodPages, expectHonestFailures, expectTeachingLists, press, twoLooks } from "../mock/look-at-pages.ts";
import type { ShownPage } from "../mock/look-at-pages.ts";

const pages: readonly ShownPage[] = [
  { name: "tokens", path: "/tokens", heading: "Your tokens" },
  { name: "token-add", path: "/tokens", heading: "Your tokens", open: press("Add token") },
  { name: "token-rotate", path: "/tokens", heading: "Your tokens", open: press("Rotate the token my-laptop") },
  { name: "tokens-delete-all", path: "/tokens", heading: "Your tokens", open: press("Delete all") },
  { name: "profile", path: "/profile", heading: "Your profile" },
  { name: "admin-users", path: "/admin/users", heading: "Users" },
  { name: "admin-invite", path: "/admin/users", heading: "Users", open: press("Invite user") },
  { name: "admin-organizations", path: "/admin/organizations", heading: "Organizations" },
  { name: "admin-workspaces", path: "/admin/workspaces", heading: "Workspaces" },
  { name: "admin-keys", path: "/admin/keys", heading: "Keys" },
  { name: "admin-keys-drop", path: "/admin/keys", heading: "Keys", open: press("Drop key 1") },
  { name: "audit", path: "/admin/audit", heading: "Audit" },
  { name: "audit-workspace", path: "/orgs/alpha-lab/workspaces/genomics/audit", heading: "Audit" },
  {
    name: "audit-entry",
    path: "/admin/audit?entry=4120&range=days&actorId=1&correlationId=req-4120",
    heading: "Audit",
    open: async (page) => page.getByRole("dialog").getByText("Before and after").waitFor(),
  },
];

const entries: readonly ShownPage[] = [
  { name: "invitation", path: "/setup/invitation", heading: "Welcome to Postern" },
  { name: "password-reset", path: "/setup/password-reset", heading: "Choose a new password" },
  { name: "unsealed", path: "/unseal", heading: "Unseal Postern" },
  { name: "link-used", path: "/setup/used", heading: "This link cannot be used" },
];

const lists = [
  { path: "/tokens", empty: "You have no tokens", failure: "The tokens could not be read." },
  { path: "/admin/organizations", empty: "There is no organization yet", failure: "The organizations could not be read." },
  { path: "/admin/workspaces", empty: "There is no workspace yet", failure: "The workspaces could not be read." },
  { path: "/admin/audit", empty: "Nothing was done here yet", failure: "The audit trail could not be read." },
] as const;

const failing = [
  ...lists,
  { path: "/admin/users", failure: "The accounts could not be read." },
  { path: "/admin/keys", failure: "The keys could not be read." },
];

describe.skipIf(!hasChromium())("pages of accounts, administrators and the audit trail", () => {
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

  test("pages for those who are not signed in, in both looks", { timeout: 300_000 }, async () => {
    await using stranger = await stage.visit({ isSignedIn: false });

    await expectGoodPages(stranger, entries, twoLooks);
  });

  test("an empty server teaches on every list", { timeout: 300_000 }, async () => {
    await expectTeachingLists(stage, lists);
  });

  test("a list that cannot be read says so, and offers to try again", { timeout: 300_000 }, async () => {
    await expectHonestFailures(stage, failing);
  });

  test("a profile that cannot be read says so, for each of its parts", async () => {
    await using visitor = await stage.visit({ scenario: "failing" });

    await visitor.page.goto("/profile");
    await visitor.page.getByText("The profile could not be read.").waitFor();
    await visitor.page.getByText("The sessions could not be read.").waitFor();

    expect(visitor.complaints).toEqual([]);
  });
});
