import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";

const timeout = 120_000;
const genomics = "/orgs/alpha-lab/workspaces/genomics";

/** Calls that belong to a person, not to a workspace, or name it in their path. */
const isAboutNoWorkspace = (call: string): boolean =>
  /\/api\/(service-info|user-info|user\/\d+\/workspaces|tokens|postern\/v1\/(session|tokens|(workspaces\/401|orgs)))/.test(call);

/** Pages of a workspace, each with words that only an answer of the server brings. */
const sections = [
  { section: "watch", shows: "sad_wilson" },
  { section: "watch/run000?task=18", shows: "Asked for and used" },
  { section: "watch/run000?tab=log", shows: "Nextflow log" },
  { section: "launch?from=run002", shows: "What and where" },
  { section: "compute-envs", shows: "this-computer" },
  { section: "compute-envs/env-gadi#step-scheduler", shows: "Slurm 23.11.4" },
  { section: "agents", shows: "gadi-login-03" },
] as const;

describe.skipIf(!hasChromium())("workspaces in a browser", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("every call from a page of a workspace names the workspace", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    for (const { section, shows } of sections) {
      await page.goto(`${genomics}/${section}`);
      await page.getByText(shows).filter({ visible: true }).first().waitFor();
    }
    await page.goto(`${genomics}/credentials/new`);
    await page.getByLabel("Name", { exact: true }).fill("from-the-workspace");
    await page.getByText("✓ free").waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "from-the-workspace", exact: true }).waitFor();

    const unnamed = mock.calls.filter((call) => !isAboutNoWorkspace(call) && !/[?&]workspaceId=401\b/.test(call));
    expect(unnamed).toEqual([]);
    expect(mock.stateOf(401).credentials.map((one) => one.name)).toContain("from-the-workspace");
    expect(mock.state.credentials.map((one) => one.name)).not.toContain("from-the-workspace");
    expect(visitor.complaints).toEqual([]);
  });

  test("another workspace is chosen by keys: it opens on the same page, and is the first one next time", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${genomics}/credentials`);
    await page.getByRole("cell", { name: "gadi-agent", exact: true }).waitFor();
    await page.keyboard.press("w");
    await page.getByRole("combobox", { name: "Workspace or organization" }).fill("pil");
    await page.getByRole("option", { name: "uni-cluster / pilot launch" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "This workspace has no credentials" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/orgs/uni-cluster/workspaces/pilot/credentials");
    expect(await page.getByText("gadi-agent").count()).toBe(0);
    await page.goto("/");

    await page.getByRole("button", { name: "uni-cluster / pilot launch : switch the workspace" }).waitFor();
  });

  test("what a role does not allow says which role does, and does nothing", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/orgs/uni-cluster/workspaces/pilot/credentials");
    const add = page.getByRole("button", { name: "Add credentials" }).first();
    await add.and(page.locator("[aria-disabled]")).waitFor();
    await add.focus();
    await page.getByRole("tooltip", { name: "Needs the admin role (credentials:write)" }).waitFor();
    await add.click({ force: true });

    expect(new URL(page.url()).pathname).toBe("/orgs/uni-cluster/workspaces/pilot/credentials");
  });

  test("a run of somebody else is ended by maintainers, unless the workspace says otherwise", { timeout }, async () => {
    await using visitor = await stage.visit({ userId: 2 });
    const { page, mock } = visitor;
    const cancel = page.getByRole("button", { name: "Cancel", exact: true });

    await page.goto(`${genomics}/watch/run000`);
    await cancel.and(page.locator("[aria-disabled]")).waitFor();
    expect(await cancel.getAttribute("aria-description")).toBe("Launched by jane. Needs the maintain role (workflow:admin)");
    await page.goto(`${genomics}/watch/run001`);
    await cancel.and(page.locator(":not([aria-disabled])")).waitFor();
    const workspace = mock.world.organizations[0]?.workspaces[0];
    if (workspace !== undefined) workspace.whoMayEndRuns = "launchers";
    await page.goto(`${genomics}/watch/run000`);

    await cancel.and(page.locator(":not([aria-disabled])")).waitFor();
  });

  test("foreign and unknown places are told in the frame, in the same words", { timeout }, async () => {
    await using visitor = await stage.visit({ userId: 3 });
    const { page } = visitor;

    for (const path of ["/orgs/uni-cluster/workspaces/pilot/watch", "/orgs/nobody/workspaces/nothing/watch"]) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1, name: /^The workspace .* was not found\.$/ }).waitFor();
      await page.getByRole("banner").waitFor();
    }
    await page.getByRole("link", { name: "Go to a place of yours" }).click();

    await page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("who loses the open workspace is told at once, and who is renamed stays where they are", { timeout }, async () => {
    await using visitor = await stage.visit({ userId: 2 });
    const { page, mock } = visitor;
    const lab = mock.world.organizations[0];
    const workspace = lab?.workspaces[0];

    await page.goto(`${genomics}/compute-envs`);
    await page.getByText("live", { exact: true }).waitFor();
    if (workspace !== undefined) workspace.name = "genomes";
    mock.tell({ type: "workspace", orgId: 100, workspaceId: 401 });
    await page.waitForURL("**/orgs/alpha-lab/workspaces/genomes/compute-envs");
    await page.getByRole("link", { name: "gadi" }).waitFor();
    if (workspace !== undefined) workspace.participants = [];
    mock.tell({ type: "access" });

    await page.getByRole("heading", { name: "The workspace alpha-lab / genomes is no longer open to you." }).waitFor();
  });

  test("without personal workspaces home is any other, and who has none reads what to do", { timeout }, async () => {
    await using visitor = await stage.visit({ userId: 4 });
    const { page, mock } = visitor;
    mock.world.hasPersonalWorkspaces = false;

    await page.goto("/");
    await page.getByRole("heading", { name: "You take part in no workspace yet" }).waitFor();
    await page.getByText("live", { exact: true }).waitFor();
    mock.world.organizations[1]?.members.push({ memberId: 290, userId: 4, role: "owner" });
    mock.tell({ type: "access" });
    await page.getByRole("button", { name: /switch the workspace/ }).click();
    await page.getByRole("option", { name: "atlas owner" }).waitFor();

    expect(await page.getByRole("option", { name: /personal/ }).count()).toBe(0);
  });
});
