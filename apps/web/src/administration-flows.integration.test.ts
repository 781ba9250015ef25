import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeEntry } from "../mock/audit-seed.ts";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";

describe.skipIf(!hasChromium())("what administrators do, and what the trail tells", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("an administrator invites by link, disables, and removes after typing the name", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/admin/users");
    await page.getByRole("button", { name: "Invite user" }).click();
    await page.getByLabel("E-mail address").fill("rosa@example.org");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByText("An account with the address rosa@example.org already exists.").waitFor();
    await page.getByLabel("E-mail address").fill("new.person@example.org");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByRole("dialog", { name: "Link for new.person" }).waitFor();
    expect(await page.getByLabel("Link", { exact: true }).inputValue()).toContain("/setup/mock-link-");
    await page.getByRole("button", { name: "Done", exact: true }).click();
    const menuOf = (name: string) => page.getByRole("button", { name: `What can be done with ${name}`, exact: true });
    await menuOf("new.person").click();
    await page.getByRole("menuitem", { name: "New invitation link" }).waitFor();
    await page.keyboard.press("Escape");
    await menuOf("amir").click();
    await page.getByRole("menuitem", { name: "Disable" }).click();
    await page.getByText("Nothing is deleted, runs under way go on").waitFor();
    await page.getByRole("button", { name: "Disable" }).click();
    await page.getByRole("row", { name: /amir/ }).getByText("Disabled").waitFor();
    await menuOf("amir").click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByText("They leave 2 organizations").waitFor();
    await page.getByLabel("Type amir to confirm").fill("amir");
    await page.getByRole("button", { name: "Remove the account" }).click();
    await page.getByRole("row", { name: /amir/ }).waitFor({ state: "detached" });

    await page.getByLabel("State").selectOption("Removed");
    await page.getByRole("row", { name: /amir/ }).waitFor();
    expect(new URL(page.url()).searchParams.get("state")).toBe("removed");
    expect(mock.state.account.accounts.find(({ userName }) => userName === "amir")?.state).toBe("removed");
    expect(visitor.complaints).toEqual([]);
  });

  test("nobody can lock themselves out, and an organization without owners gets one", async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/admin/users?search=jane");
    await page.getByRole("button", { name: "What can be done with jane" }).click();
    expect(await page.getByRole("menuitem", { name: "Disable" }).isDisabled()).toBe(true);
    await page.goto("/admin/organizations?search=orphaned");
    await page
      .getByRole("row", { name: /orphaned/ })
      .getByText("nobody")
      .waitFor();
    await page.getByRole("button", { name: "Appoint an owner of orphaned" }).click();
    await page.getByLabel("User").fill("nobody-here");
    await page.getByRole("button", { name: "Appoint", exact: true }).click();
    await page.getByText("The user nobody-here was not found.").waitFor();
    await page.getByLabel("User").fill("rosa@example.org");
    await page.getByRole("button", { name: "Appoint", exact: true }).click();

    await page.getByRole("cell", { name: "rosa" }).waitFor();
  });

  test("somebody who does not run the server is told so, and nothing is asked for them", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    mock.state.session.isAdministrator = false;

    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto("/admin/audit");
    await page.getByRole("heading", { name: "Only for administrators of this server" }).waitFor();
    await page.getByRole("button", { name: /your account/ }).click();
    await page.getByRole("menuitem", { name: "Your profile" }).waitFor();

    expect(await page.getByRole("menuitem", { name: "Administration" }).count()).toBe(0);
    expect(asked.filter((path) => path.includes("/audit") && path.startsWith("/api"))).toEqual([]);
  });

  test("the trail is narrowed from an entry, shared by its address, and exported as it is filtered", async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/admin/audit");
    await page.getByLabel("Action").selectOption("Uses of secrets");
    await page.getByRole("button", { name: "secret.open" }).first().click();
    await page.getByRole("dialog").getByText("4kfGsd2j").waitFor();
    await page.getByLabel("Action").selectOption("Any action");
    await page.getByRole("button", { name: "run.launch" }).first().click();
    await page.getByRole("button", { name: "Show only everything of this request" }).click();
    await page.getByRole("button", { name: "participant.update" }).first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Person: anybody" }).click();
    await page.getByRole("combobox", { name: "User name or e-mail address" }).fill("ami");
    await page.getByRole("option", { name: /amir/ }).click();
    await page.getByRole("button", { name: "Person: amir" }).waitFor();
    await page.getByRole("button", { name: "participant.update" }).first().waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: "Take off the filter: by amir" }).waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "JSON lines" }).click()]);

    const asked = new URL(download.url()).searchParams;
    expect(download.suggestedFilename()).toBe("audit.jsonl");
    expect(Object.fromEntries(asked)).toEqual({ actorId: "2", correlationId: "req-shared", format: "json-lines" });
    expect(visitor.complaints).toEqual([]);
  });

  test("owners read the trail of their organization, administrators of a workspace its own, and others learn why not", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    await using member = await stage.visit({ mock, userId: 2 });

    await page.goto("/orgs/alpha-lab/audit");
    await page.getByRole("button", { name: "secret.open" }).first().click();
    await page.getByRole("button", { name: "Show only what happened in this workspace" }).click();
    await page.getByRole("button", { name: "Take off the filter: workspace 401" }).waitFor();
    await page.goto("/orgs/alpha-lab/workspaces/genomics/audit");
    await page.getByRole("button", { name: "secret.open" }).first().waitFor();
    await member.page.goto("/orgs/alpha-lab/audit");
    await member.page.getByText("Needs to be an owner of alpha-lab.").waitFor();
    await member.page.goto("/orgs/alpha-lab/workspaces/genomics/audit");
    await member.page.getByText("Needs the admin role (audit:read).").waitFor();

    const asked = new Set(mock.calls.filter((call) => call.includes("/audit")));
    expect([...asked]).toEqual([
      "GET /api/postern/v1/orgs/100/audit?max=50",
      "GET /api/postern/v1/orgs/100/audit?workspaceId=401&max=50",
      "GET /api/postern/v1/orgs/100/workspaces/401/audit?max=50",
    ]);
  });

  test("newer entries wait above and no row moves; older ones are a page away, and back leads back", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/admin/audit");
    await page.getByText("live", { exact: true }).waitFor();
    const first = page.getByRole("region", { name: "Audit trail" }).getByRole("button").first();
    await first.waitFor();
    const entry = makeEntry(mock.state.now(), { id: 4121, action: "team.create", target: { kind: "team", id: "9", name: "core" } });
    mock.state.account.audit = [entry, ...mock.state.account.audit];
    mock.state.publish({ type: "audit", orgId: null, workspaceId: null });
    await page.getByRole("button", { name: "1 new" }).waitFor();
    const before = await first.textContent();
    await page.getByRole("button", { name: "1 new" }).click();
    await page.getByRole("button", { name: "team.create" }).waitFor();
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByRole("button", { name: "Newest" }).waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "team.create" }).waitFor();

    expect(before).toBe("credential.update");
    expect(visitor.complaints).toEqual([]);
  });
});
