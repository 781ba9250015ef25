import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";

const timeout = 120_000;
const lab = "/orgs/alpha-lab";
const genomics = `${lab}/workspaces/genomics`;

describe.skipIf(!hasChromium())("what people do in organizations", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("an organization is made, gets a workspace, and the workspace its first people", { timeout }, async () => {
    await using visitor = await stage.visit({ scenario: "empty" });
    const { page } = visitor;

    await page.goto("/");
    await page.getByRole("button", { name: /switch the workspace/ }).click();
    await page.getByRole("option", { name: "New organization" }).click();
    await page.getByLabel("Name", { exact: true }).fill("settings");
    await page.getByText("The name settings is reserved.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Alpha-Lab");
    await page.getByText("An organization named Alpha-Lab already exists.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("gamma-lab");
    await page.getByText("✓ free").waitFor();
    await page.getByRole("button", { name: "Make organization" }).click();
    await page.getByRole("heading", { name: "gamma-lab has no workspace yet" }).waitFor();
    await page.getByRole("button", { name: "Add workspace" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("pilot");
    await page.getByRole("radio", { name: /^Shared/ }).check();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "Nobody takes part yet" }).waitFor();
    await page.getByRole("button", { name: "Add participant" }).first().click();
    await page.getByRole("combobox", { name: "User name or e-mail address" }).fill("new.one@elsewhere.example");
    await page.getByRole("option", { name: "new.one@elsewhere.example from outside" }).click();
    await page.getByLabel("Role", { exact: true }).selectOption("maintain");
    await page.getByRole("button", { name: "Add", exact: true }).click();

    const link = page.getByRole("dialog", { name: "Link for new.one" });
    expect(await link.getByLabel("Link", { exact: true }).inputValue()).toContain("/setup/");
    await link.getByText(/^It works once, until /).waitFor();
    await link.getByRole("button", { name: "Done" }).click();
    expect(await page.getByLabel("Role of new.one").inputValue()).toBe("maintain");
    expect(new URL(page.url()).pathname).toBe("/orgs/gamma-lab/workspaces/pilot/participants");
    expect(visitor.complaints).toEqual([]);
  });

  test("a member is invited and found; the last owner is refused with the reason", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${lab}/members`);
    await page.getByRole("button", { name: "Invite member" }).click();
    await page.getByLabel("E-mail address or user name").fill("nobody-here");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByRole("alert").getByText("User nobody-here not found.").waitFor();
    await page.getByLabel("E-mail address or user name").fill("rosa@example.org");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("searchbox").fill("rosa");
    await page.getByText("Rosa Diaz").waitFor();
    await page.getByLabel("Role of rosa").selectOption("owner");
    await page.getByLabel("Role of rosa").and(page.locator(":enabled")).waitFor();
    expect(await page.getByLabel("Role of rosa").inputValue()).toBe("owner");
    await page.getByLabel("Role of rosa").selectOption("member");
    await page.getByRole("searchbox").fill("");
    await page.getByLabel("Role of jane").selectOption("member");
    await page.getByRole("button", { name: "Become member" }).click();

    await page.getByRole("dialog").getByText("jane is the last owner of alpha-lab. Make somebody else an owner first.").waitFor();
    await page.getByRole("button", { name: "Stay owner" }).click();
    expect(await page.getByLabel("Role of jane").inputValue()).toBe("owner");
  });

  test("removing somebody names what they lose, and search and page stand in the address", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${lab}/members`);
    await page.getByRole("button", { name: "Next page" }).click();
    await page.getByText("26–32 of 32").waitFor();
    expect(new URL(page.url()).searchParams.get("page")).toBe("2");
    await page.goBack();
    await page.getByRole("button", { name: "Remove amir from the organization" }).click();
    await page.getByText("amir can no longer open genomics, and loses their place in every team.").waitFor();
    await page.getByRole("button", { name: "Remove from the organization" }).click();

    await page.getByText("Amir Khan").waitFor({ state: "detached" });
    await page.getByText("1–25 of 31").waitFor();
  });

  test("a team is made, filled and deleted; its people are chosen by keys", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${lab}/teams`);
    await page.getByRole("button", { name: "Add team" }).click();
    await page.getByLabel("Name", { exact: true }).fill("students");
    await page.getByText("A team named students already exists.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("night-shift");
    await page.getByText("✓ free").waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "night-shift", level: 1 }).waitFor();
    await page.getByRole("button", { name: "Add people" }).click();
    await page.getByRole("combobox").fill("bo-");
    await page
      .getByRole("option", { name: /Bo Bakker.*/ })
      .and(page.locator("[aria-selected=true]"))
      .waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText("bo-berg is in the team.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Take bo-berg out of the team" }).waitFor();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByLabel("Type night-shift to confirm").fill("night-shift");
    await page.getByRole("button", { name: "Delete team" }).click();

    await page.getByRole("heading", { name: "Teams", level: 1 }).waitFor();
    await page.getByRole("link", { name: "night-shift" }).waitFor({ state: "detached" });
  });

  test("a role is made from a built-in one, given, and not deleted while somebody has it", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${lab}/roles`);
    await page.getByRole("button", { name: "Duplicate the role view" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Owner");
    await page.getByText("The role owner is built in.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("watchman");
    await page.getByLabel("What for").fill("Sees everything, cancels what runs wild");
    await page.getByRole("checkbox", { name: /^workflow:execute/ }).check();
    await page.getByRole("checkbox", { name: /^workflow:admin/ }).check();
    await page.getByRole("checkbox", { name: /^workflow_star:read/ }).uncheck();
    await page.getByRole("button", { name: "Make role" }).click();
    await page.getByRole("link", { name: "watchman" }).waitFor();
    const made = mock.world.organizations[0]?.roles.find((one) => one.name === "watchman")?.permissions ?? [];
    await page.goto(`${genomics}/participants`);
    await page.getByLabel("Role of li").selectOption("watchman");
    await page.getByLabel("Role of li").and(page.locator(":enabled")).waitFor();
    await page.goto(`${lab}/roles`);
    await page.getByRole("button", { name: "Delete the role watchman" }).click();
    await page.getByRole("button", { name: "Delete role" }).click();

    await page.getByRole("alert").getByText("The role watchman is in use.").waitFor();
    await page.getByRole("alert").getByRole("listitem").getByText("genomics").waitFor();
    expect(made).toEqual(expect.arrayContaining(["workflow:read", "workflow:execute", "workflow:admin"]));
    expect(made).not.toContain("workflow_star:read");
  });

  test("two people edit one role: the second one learns of it, and undoes nothing", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${lab}/roles/curator`);
    await page.getByLabel("What for").fill("Mine");
    await page.getByText("live", { exact: true }).waitFor();
    const role = mock.world.organizations[0]?.roles[0];
    Object.assign(role ?? {}, { description: "Theirs", lastUpdated: "2026-01-01T00:00:00.000Z" });
    mock.tell({ type: "organization", orgId: 100 });
    await page.getByText("Somebody else changed this while you were typing.").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    expect(await page.getByLabel("What for").inputValue()).toBe("Mine");
    await page.getByRole("button", { name: "Load it again" }).click();

    expect(await page.getByLabel("What for").inputValue()).toBe("Theirs");
    await page.getByLabel("What for").fill("Both of ours");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Roles", level: 1 }).waitFor();
    expect(role?.description).toBe("Both of ours");
  });

  test("a role that is changed is seen by its person at once, and explained", { timeout }, async () => {
    await using owner = await stage.visit();
    await using member = await stage.visit({ userId: 2, mock: owner.mock });
    const addCredentials = member.page.getByRole("button", { name: "Add credentials" });

    await member.page.goto(`${genomics}/credentials`);
    await addCredentials.and(member.page.locator("[aria-disabled]")).waitFor();
    await member.page.getByText("live", { exact: true }).waitFor();
    await owner.page.goto(`${genomics}/participants`);
    await owner.page.getByLabel("Role of amir").selectOption("admin");

    await member.page.getByRole("link", { name: "Add credentials" }).waitFor();
    await member.page.getByRole("button", { name: /alpha-lab \/ genomics admin/ }).waitFor();
    await owner.page.getByRole("button", { name: "What amir may do" }).click();
    const panel = owner.page.getByRole("dialog", { name: "What amir may do" });
    await panel.getByText("given to the person").waitFor();
    await panel.getByText("through the team core-facility").waitFor();
    await panel
      .getByRole("listitem")
      .filter({ hasText: "Add and edit credentials" })
      .getByRole("img", { name: "May", exact: true })
      .waitFor();
    await panel.getByRole("listitem").filter({ hasText: "Delete the workspace" }).getByRole("img", { name: "May not" }).waitFor();
    expect([...owner.complaints, ...member.complaints]).toEqual([]);
  });

  test("who may not manage people sees who is there, and why nothing can be changed", { timeout }, async () => {
    await using visitor = await stage.visit({ userId: 2 });
    const { page } = visitor;

    await page.goto(`${genomics}/participants`);
    await page.getByRole("row", { name: /Li Wei/ }).waitFor();
    expect(await page.getByLabel("Role of li").count()).toBe(0);
    const add = page.getByRole("button", { name: "Add participant" });
    expect(await add.getAttribute("aria-description")).toBe("Needs the admin role (workspace:write)");
    await page.goto(`${lab}/members`);
    await page.getByRole("row", { name: /Jane Smith/ }).waitFor();

    expect(await page.getByRole("button", { name: "Invite member" }).getAttribute("aria-description")).toBe("Needs an owner of alpha-lab");
  });

  test(
    "a workspace is renamed where one stands, opened for everybody's runs, and deleted only when nothing runs",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;

      await page.goto(`${genomics}/settings`);
      await page.getByLabel("Name", { exact: true }).fill("genomes");
      await page.getByRole("radio", { name: /^Everybody who launches/ }).check();
      await page.getByRole("radio", { name: /^Wait until somebody has confirmed its key/ }).check();
      await page.getByText("Addresses with the old name stop working").waitFor();
      await page.getByRole("button", { name: "Save" }).click();
      await page.waitForURL(`**${lab}/workspaces/genomes/settings`);
      expect(mock.world.organizations[0]?.workspaces[0]).toMatchObject({
        name: "genomes",
        whoMayEndRuns: "launchers",
        confirmHostKeys: true,
      });
      await page.getByRole("button", { name: "Delete workspace" }).click();
      const dialog = page.getByRole("dialog", { name: "Delete the workspace genomes?" });
      await dialog.getByLabel("Type genomes to confirm").fill("genomes");
      await dialog.getByRole("button", { name: "Delete workspace" }).click();
      await dialog.getByRole("listitem").getByText("grave_hopper").waitFor();
      mock.stateOf(401).runs = [];
      await dialog.getByRole("button", { name: "Delete workspace" }).click();

      await page.getByRole("heading", { name: "Workspaces", level: 1 }).waitFor();
      expect(new URL(page.url()).pathname).toBe(lab);
      await page.getByRole("link", { name: "genomes" }).waitFor({ state: "detached" });
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("a credential is limited to a team, and who may not change that reads it", { timeout }, async () => {
    await using owner = await stage.visit();
    await using member = await stage.visit({ userId: 2, mock: owner.mock });

    await owner.page.goto(`${genomics}/credentials`);
    await owner.page.getByRole("button", { name: "Who may use gadi-agent" }).click();
    await owner.page.getByRole("radio", { name: /^Only named people/ }).check();
    await owner.page.getByRole("combobox", { name: "Add a person or a team" }).fill("core");
    await owner.page.getByRole("option", { name: "core-facility team" }).click();
    await owner.page.getByRole("combobox", { name: "Add a person or a team" }).fill("li");
    await owner.page.keyboard.press("Enter");
    await owner.page.getByRole("list", { name: "Who is named" }).getByText("li", { exact: true }).waitFor();
    await owner.page.getByRole("button", { name: "Save" }).click();
    await owner.page.getByRole("dialog").waitFor({ state: "detached" });
    await member.page.goto(`${genomics}/credentials`);
    await member.page.getByRole("button", { name: "Who may use gadi-agent" }).click();

    await member.page.getByText("Only li and the team core-facility.").waitFor();
    await member.page.getByText("To change it: Needs the admin role (credentials:write).").waitFor();
    await member.page.goto(`${genomics}/compute-envs/env-gadi`);
    await member.page.getByText("It may be used by everybody whose role allows it.").waitFor();
    expect(owner.mock.stateOf(401).useLimits.get("cred-gadi")).toMatchObject({
      isLimited: true,
      users: [{ userId: 3 }],
      teams: [{ teamId: 301 }],
    });
  });

  test("a collaborator learns that people are for members; where founding is closed, making says so", { timeout }, async () => {
    await using visitor = await stage.visit({ userId: 3 });
    const { page, mock } = visitor;
    mock.world.isFoundingOpen = false;

    await page.goto(`${lab}/members`);
    await page.getByRole("heading", { name: "Only for members" }).waitFor();
    await page.goto("/orgs/new");
    await page.getByText("Needs an administrator of this server.").waitFor();

    expect(await page.getByRole("button", { name: "Make organization" }).getAttribute("aria-disabled")).toBe("true");
    expect(mock.calls.filter((call) => call.includes("/members"))).toEqual([]);
  });
});
