import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { AuditEntry, DescribeUserResponse } from "@postern/contracts";
import { ApiClient } from "@postern/testing/system";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openPage } from "./support/browser.ts";
import type { OpenPage } from "./support/browser.ts";
import { runPostern } from "./support/run-postern.ts";
import { systemForFile } from "./support/system-for-file.ts";

const system = systemForFile(() => ({ scheduler: "local" }));
const rosaEmail = "rosa@example.org";

// Two people in two browsers: each test goes on where the one before it stopped.
describe("people share a workspace, and the trail remembers", () => {
  let administrator: OpenPage;
  let person: OpenPage;
  let ada: Page;
  let rosa: Page;
  beforeAll(async () => {
    administrator = await openPage(system().server.url, "sharing-administrator");
    person = await openPage(system().server.url, "sharing-person");
    ada = administrator.page;
    rosa = person.page;
  });
  afterAll(async () => {
    await administrator[Symbol.asyncDispose]();
    await person[Symbol.asyncDispose]();
  });
  let brokenBy: string | undefined;
  beforeEach(({ skip }) => skip(brokenBy !== undefined, `after: ${brokenBy ?? ""}`));
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail" || brokenBy !== undefined) return;
    brokenBy = task.name;
    await administrator.shoot("failed");
    await person.shoot("failed");
  });

  test("an administrator invites somebody, who joins by the link; it works once", async () => {
    await ada.goto("/admin/users");
    await ada.getByLabel("E-mail address").fill(system().email);
    await ada.getByLabel("Password").fill(system().password);
    await ada.getByRole("button", { name: "Sign in" }).click();
    await ada.getByRole("button", { name: "Invite user" }).click();
    await ada.getByLabel("E-mail address").fill(rosaEmail);
    await ada.getByRole("button", { name: "Invite", exact: true }).click();
    const link = await ada.getByLabel("Link", { exact: true }).inputValue();
    await administrator.shoot("invited");
    await ada.getByRole("button", { name: "Done", exact: true }).click();
    await ada.getByRole("row", { name: /rosa/ }).getByText("Invited").waitFor();

    await rosa.goto(link);
    await rosa.getByText(`An account was made here for ${rosaEmail}.`).waitFor();
    await rosa.getByLabel("First name").fill("Rosa");
    await rosa.getByLabel("Password", { exact: true }).fill("another horse battery");
    await rosa.getByLabel("Password, once more").fill("another horse battery");
    await person.shoot("joins");
    await rosa.getByRole("button", { name: "Join" }).click();
    await rosa.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
    await rosa.goto(link);
    await rosa.getByRole("heading", { name: "This link cannot be used" }).waitFor();
    await rosa.goto("/");

    await ada.getByRole("row", { name: /rosa/ }).getByText("Active").waitFor();
  });

  test("she becomes a member of an organization and takes part in its workspace, and sees both without a reload", async () => {
    await markPage(rosa);
    await ada.goto("/orgs/new");
    await ada.getByLabel("Name", { exact: true }).fill("alpha-lab");
    await ada.getByRole("button", { name: "Make organization" }).click();
    await ada.getByRole("button", { name: "Add workspace" }).first().click();
    await ada.getByRole("dialog").getByLabel("Name", { exact: true }).fill("genomics");
    await ada.getByRole("button", { name: "Add", exact: true }).click();
    await ada.getByRole("heading", { name: "Participants", level: 1 }).waitFor();
    await ada.goto("/orgs/alpha-lab/members");
    await ada.getByRole("button", { name: "Invite member" }).first().click();
    await ada.getByLabel("E-mail address or user name").fill("rosa");
    await ada.getByRole("button", { name: "Invite", exact: true }).click();
    await ada.getByRole("row", { name: /rosa/ }).waitFor();
    await ada.goto("/orgs/alpha-lab/workspaces/genomics/participants");
    await ada.getByRole("button", { name: "Add participant" }).first().click();
    await ada.getByRole("combobox", { name: "User name or e-mail address" }).fill("rosa");
    await ada.getByRole("option", { name: /rosa/ }).click();
    await ada.getByLabel("Role", { exact: true }).selectOption("view");
    await ada.getByRole("button", { name: "Add", exact: true }).click();
    await ada.getByRole("combobox", { name: "Role of rosa" }).waitFor();
    await administrator.shoot("participants");

    await rosa.getByRole("button", { name: /switch the workspace/ }).click();
    await rosa.getByRole("option", { name: /genomics/ }).click();
    await rosa.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
    expect(new URL(rosa.url()).pathname).toBe("/orgs/alpha-lab/workspaces/genomics/watch");
    expect(await isMarked(rosa)).toBe(true);
  });

  test("another role, and none any more, show on her page without a reload", async () => {
    await rosa.getByRole("link", { name: "Credentials", exact: true }).click();
    const add = rosa.getByRole("main").locator(":is(a, button)", { hasText: "Add credentials" }).first();
    await add.and(rosa.locator("[aria-disabled=true]")).waitFor();
    await person.shoot("as-viewer");

    await ada.getByRole("combobox", { name: "Role of rosa" }).selectOption("admin");
    await add.and(rosa.locator(":not([aria-disabled])")).waitFor();
    await person.shoot("as-admin");
    await ada.getByRole("button", { name: "Remove rosa from the workspace" }).click();
    await ada.getByRole("button", { name: "Remove from the workspace" }).click();
    await rosa.getByRole("heading", { name: /genomics is no longer open to you/ }).waitFor();
    await person.shoot("removed");

    expect(await isMarked(rosa)).toBe(true);
  });

  test("her token is shown once, works over HTTP, tells where it was used, and stops when it is deleted", async () => {
    await rosa.goto("/tokens");
    await rosa.getByRole("button", { name: "Add token" }).first().click();
    await rosa.getByLabel("Name").fill("cron");
    await rosa.getByRole("radio", { name: "Read only" }).check();
    await rosa.getByRole("button", { name: "Add", exact: true }).click();
    const token = await rosa.getByLabel("Token", { exact: true }).inputValue();
    await rosa.getByRole("button", { name: "Done", exact: true }).click();
    const outside = new ApiClient(system().server.url, token);
    const { user } = await outside.get<DescribeUserResponse>("/api/user-info");
    const beyondScope = await outside.ask("POST", "/api/tokens", { name: "more" });
    await rosa.reload();
    await rosa.getByRole("row", { name: /cron/ }).getByText("from 127.0.0.1").waitFor();
    await person.shoot("token-used");
    await rosa.getByRole("button", { name: "Delete the token cron" }).click();
    await rosa.getByRole("button", { name: "Delete token" }).click();
    await rosa.getByRole("heading", { name: "You have no tokens" }).waitFor();

    expect(user.userName).toBe("rosa");
    expect(beyondScope).toMatchObject({ status: 403, body: { code: "auth.token_scope" } });
    expect((await outside.ask("GET", "/api/user-info")).status).toBe(401);
  });

  test("R2 R4 R5 R7: her registry credential is added, edited with its secret kept, tells who opened it, and is deleted", async () => {
    const password = "canary-Registry-Pa55word";
    await rosa.goto("/user/rosa/credentials/new");
    await rosa.getByRole("combobox", { name: "Provider" }).fill("docker");
    await rosa.getByRole("option", { name: /Container registry/ }).click();
    await rosa.getByLabel("Name", { exact: true }).fill("images");
    await rosa.getByLabel("User name").fill("robot");
    await rosa.getByLabel("Password", { exact: true }).fill(password);
    await rosa.getByLabel("Registry server (optional)").fill("registry.invalid");
    await rosa.getByText("✓ free").waitFor();
    await rosa.getByRole("button", { name: "Add", exact: true }).click();
    await rosa.getByRole("link", { name: "images", exact: true }).click();
    await rosa.getByRole("heading", { name: "images", level: 1 }).waitFor();
    await person.shoot("credential");
    await rosa.getByRole("link", { name: "Edit" }).click();
    // The page that is left has something of this label too, which copies the name.
    await rosa.getByRole("heading", { name: "Edit images", level: 1 }).waitFor();
    await rosa.getByLabel("User name").fill("another-robot");
    await rosa.getByRole("group", { name: "Password" }).getByText("kept").waitFor();
    await person.shoot("credential-edit");
    await rosa.getByRole("button", { name: "Save" }).click();

    await rosa.getByRole("heading", { name: "images", level: 1, exact: true }).waitFor();
    await rosa.getByText("another-robot").waitFor();
    const usage = rosa.getByRole("region", { name: "Usage" }).last();
    await usage.getByRole("row", { name: /rosa.*Edit/ }).waitFor();
    expect(await rosa.content()).not.toContain(password);
    await person.shoot("credential-used");
    await rosa.getByRole("button", { name: "Delete" }).click();
    await rosa.getByRole("button", { name: "Delete credential" }).click();
    await rosa.getByRole("heading", { name: "You have no credentials" }).waitFor();
  });

  test("the trail tells what she did and what was done to her, and is exported as it is filtered", async () => {
    await ada.goto("/admin/audit");
    await ada.getByRole("searchbox", { name: "Search the trail" }).fill("rosa");
    await ada.waitForURL(/search=rosa/);
    await ada.getByRole("button", { name: "participant.delete" }).waitFor();
    await ada.getByRole("button", { name: "participant.change_role" }).first().click();
    await ada.getByRole("dialog").getByText("Before and after").waitFor();
    await administrator.shoot("role-changed");
    await ada.keyboard.press("Escape");
    await ada.getByRole("button", { name: "token.delete" }).click();
    await ada.getByRole("button", { name: "Show only what rosa did" }).click();
    await ada.getByRole("button", { name: "Take off the filter: by rosa" }).waitFor();
    await ada.keyboard.press("Escape");
    await ada.getByRole("button", { name: "participant.delete" }).waitFor({ state: "detached" });
    await ada.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([ada.waitForEvent("download"), ada.getByRole("menuitem", { name: "JSON lines" }).click()]);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    const entries = lines.map((line) => JSON.parse(line) as AuditEntry);

    expect(new Set(entries.map(({ actor }) => actor?.userName))).toEqual(new Set(["rosa"]));
    expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(["token.create", "token.delete"]));
    expect(JSON.stringify(entries)).not.toContain("another horse battery");
    expect([...administrator.complaints, ...person.complaints]).toEqual([]);
  });

  test("./postern audit verify says that the trail is whole, and after a change by hand which entry was changed", async () => {
    const { dataDir } = system().server;
    const whole = await runPostern(["audit", "verify", "--data-dir", dataDir]);
    await system().server.terminate();
    const changed = changeByHand(join(dataDir, "postern.db"), "token.delete");

    const broken = await runPostern(["audit", "verify", "--data-dir", dataDir]);

    expect(whole).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^whole: \d+ entries/) });
    expect(broken).toMatchObject({ exitCode: 1, stdout: `FAIL  entry ${String(changed)} was changed\n` });
  });
});

/** A page that is loaded anew forgets its mark. */
async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.setAttribute("data-marked", "true"));
}

const isMarked = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.hasAttribute("data-marked"));

/** Somebody with the file in hand makes an act look like another's. Gives the number of the entry. */
function changeByHand(file: string, action: string): number {
  const handle = new DatabaseSync(file);
  const row = handle.prepare("SELECT max(id) AS id FROM audit_entries WHERE action = ?").get(action);
  const id = Number(row?.["id"]);
  handle.prepare("UPDATE audit_entries SET actor_name = 'somebody' WHERE id = ?").run(id);
  handle.close();
  return id;
}
