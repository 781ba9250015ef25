import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
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

const pages: readonly Shown[] = [
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

const entries: readonly Shown[] = [
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

const looks = [
  { width: 1440, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

describe.skipIf(!hasChromium())("pages of accounts, administrators and the audit trail", () => {
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
      await using stranger = await stage.visit({ ...look, isSignedIn: false });
      const findings: string[] = [];

      for (const shown of pages) findings.push(...(await judgeShown(visitor.page, shown, look)));
      for (const shown of entries) findings.push(...(await judgeShown(stranger.page, shown, look)));

      expect(findings).toEqual([]);
      expect([...visitor.complaints, ...stranger.complaints]).toEqual([]);
    },
  );

  test("an empty server teaches on every list", async () => {
    await using visitor = await stage.visit({ scenario: "empty" });
    const findings: string[] = [];

    for (const { path, empty } of lists) {
      await visitor.page.goto(path);
      await visitor.page.getByRole("heading", { level: 2, name: empty }).waitFor();
      findings.push(...(await judgePage(visitor.page, `${path.slice(1).replace("/", "-")}-empty`)));
    }

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a list that cannot be read says so, and offers to try again", async () => {
    await using visitor = await stage.visit({ scenario: "failing" });
    const failing = [
      ...lists,
      { path: "/admin/users", failure: "The accounts could not be read." },
      { path: "/admin/keys", failure: "The keys could not be read." },
    ];

    for (const { path, failure } of failing) {
      await visitor.page.goto(path);
      const alert = visitor.page.getByRole("alert");
      await alert.getByText(failure).waitFor();
      await alert.getByRole("button", { name: "Try again" }).waitFor();
    }
    await visitor.page.goto("/profile");
    await visitor.page.getByText("The profile could not be read.").waitFor();
    await visitor.page.getByText("The sessions could not be read.").waitFor();

    expect(visitor.complaints).toEqual([]);
  });
});

async function judgeShown(page: Page, { name, path, heading, open }: Shown, look: (typeof looks)[number]): Promise<readonly string[]> {
  const { pathname, search } = new URL(page.url(), "http://mock");
  // What is brought in front of a page needs no other load of it.
  if (`${pathname}${search}` === path) await closeDialog(page);
  else await page.goto(path);
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  if (open !== undefined) await open(page);
  return judgePage(page, `${name}-${String(look.width)}-${look.colorScheme}`);
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}
