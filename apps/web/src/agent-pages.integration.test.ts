import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agent } from "../mock/agents-seed.ts";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { expectGoodPages, press, twoLooks } from "../mock/look-at-pages.ts";
import type { ShownPage } from "../mock/look-at-pages.ts";
import type { MockServer } from "../mock/server.ts";

const timeout = 120_000;
const home = "/user/jane/agents";
const wizard = "/user/jane/credentials/new?provider=tw-agent";
const submits = { PBS: "select=1:ncpus=1", LSF: "bsub -J", "Grid Engine": "qsub -V -cwd", Moab: "msub -V", Any: "exec ./postern-agent" };

const pages: readonly ShownPage[] = [
  { name: "agents", path: home, heading: "Agents", open: untilRead },
  { name: "agent-online", path: `${home}/a1`, heading: "Gadi, login node", open: untilRead },
  {
    name: "agent-revoke",
    path: `${home}/a1`,
    heading: "Gadi, login node",
    open: async (page) => {
      await press("Revoke")(page);
      await page.getByText("These stop working:").waitFor();
    },
  },
  { name: "agent-legacy", path: `${home}/a4?span=7d`, heading: "setonix", open: untilRead },
  { name: "agent-revoked", path: `${home}/a5`, heading: "old-cluster", open: untilRead },
];

async function untilRead(page: Page): Promise<void> {
  await page
    .getByRole("region", { name: /^(Agents|Connections)$/ })
    .first()
    .waitFor();
}

/** One visit to the form: each step goes on where the one before it stopped. */
const stepsOfForm = (mock: MockServer): readonly ShownPage[] => {
  const form = { path: `${wizard}&connectionId=gadi`, heading: "Add credentials" };
  // The form is longer than a screen: the pictures show its lower part.
  const lower = (page: Page): Promise<void> => page.getByRole("button", { name: "Add", exact: true }).scrollIntoViewIfNeeded();
  return [
    {
      ...{ ...form, name: "agent-form-waiting" },
      open: async (page) => {
        await page.getByText("The script still waits for its token").waitFor();
        await page.getByRole("button", { name: "Make a token for this agent" }).click();
        await page.getByText("Copy the script now").waitFor();
        await lower(page);
      },
    },
    {
      ...{ ...form, name: "agent-form-late" },
      open: async (page) => {
        await page.clock.fastForward(61_000);
        await page.getByText("It should be here by now.").waitFor();
        await page.getByText("squeue --me --name postern-agent").waitFor();
        await page.getByRole("button", { name: "Copy the command: The token is wrong." }).waitFor();
        await page.getByText("Ask the administrators of the cluster first?").click();
        await page.getByRole("region", { name: "Mail to the administrators" }).getByText("one process of mine on a login node").waitFor();
        await lower(page);
      },
    },
    {
      ...{ ...form, name: "agent-form-arrived" },
      open: async (page) => {
        mock.arrive("gadi", { version: "0.0.9" });
        await page.getByText("arrived: gadi-login-03 as js123, v0.0.9").waitFor();
        await page.getByText("/scratch/ab12/js123/work is there and writable").waitFor();
        await lower(page);
      },
    },
  ];
};

describe.skipIf(!hasChromium())("pages of agents", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("in both looks nothing sticks out, axe is content", { timeout: 240_000 }, async () => {
    await using visitor = await stage.visit();

    await expectGoodPages(visitor, pages, twoLooks);
  });

  test("R13 R14: the form for an agent in both looks: waiting, late, arrived", { timeout: 240_000 }, async () => {
    await using visitor = await stage.visit();
    await visitor.page.clock.install();

    await expectGoodPages(visitor, stepsOfForm(visitor.mock), twoLooks);
  });

  test("the list is narrowed by what stands in the address, opened by keys, and counts the seconds", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${home}?state=online&kind=legacy`);
    const row = page.getByRole("row").filter({ hasText: "setonix" });
    await row.getByText("tw-agent 0.5.5").waitFor();
    expect(await page.getByRole("row").count()).toBe(2);
    await row
      .getByText(/^[2-9] s ago$/)
      .locator("visible=true")
      .waitFor();
    await page.getByLabel("Kind").selectOption("Every kind");
    await page.getByLabel("Search agents").fill("gadi env");
    await page.getByText("No agent is like this.").waitFor();
    await page.getByRole("button", { name: "Show all 5" }).click();
    await page.getByRole("row").filter({ hasText: "spartan-login1" }).waitFor();
    expect(new URL(page.url()).search).toBe("");
    await page.getByText("older", { exact: true }).first().waitFor();
    await page.getByRole("heading", { name: "Agents" }).click();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");

    await page.getByRole("heading", { level: 1, name: "Gadi, login node" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("its page changes while it is open: the agent goes, and comes back as another version", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${home}/a1`);
    await page.getByText("Online", { exact: true }).waitFor();
    await page.getByRole("region", { name: "Recent commands" }).getByText("exit 1").waitFor();
    const [was] = mock.state.agents;
    expect(was?.id).toBe("a1");
    mock.state.agents = mock.state.agents.map((one) => (one.id === "a1" ? { ...one, isOnline: false, state: "offline" } : one));
    mock.tell({ type: "agent", agentId: "a1", connectionId: was?.connectionId ?? "", isOnline: false });
    await page.getByText("Offline", { exact: true }).waitFor();
    await page.getByText(/^Nothing can be done on its cluster/).waitFor();
    mock.state.agents = [agent(Date.now(), { ...was, version: "0.0.8" }), ...mock.state.agents.slice(1)];
    mock.tell({ type: "agent", agentId: "a1", connectionId: was?.connectionId ?? "", isOnline: true });

    await page.getByText("It is v0.0.8, this server v0.1.0.").waitFor();
    await page.getByText("Online", { exact: true }).waitFor();
  });

  test("it is renamed where its name stands, and called by its ID again without one", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${home}/a2`);
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Name of the agent").fill("fail-503");
    await page.keyboard.press("Enter");
    await page.getByText("It was not renamed.").waitFor();
    await page.getByLabel("Name of the agent").fill("Spartan");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Spartan" }).waitFor();
    await page.getByRole("region", { name: "Connections", exact: true }).getByText("Renamed").waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Name of the agent").fill(" ");
    await page.getByRole("button", { name: "Save" }).click();

    await page.getByRole("heading", { level: 1, name: "spartan" }).waitFor();
    expect(mock.state.agents.find(({ id }) => id === "a2")?.name).toBeNull();
  });

  test("a revocation names what stops and is taken back; what is online is not forgotten", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${home}/a1`);
    expect(await page.getByRole("button", { name: "Forget" }).getAttribute("aria-disabled")).toBe("true");
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "gadi", exact: true }).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Revoked", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Allow again" }).click();
    await page.getByText("Offline", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Forget" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Forget" }).click();

    await page.getByRole("heading", { level: 1, name: "Agents" }).waitFor();
    await page.getByRole("link", { name: "spartan", exact: true }).waitFor();
    expect(mock.state.agents.some(({ id }) => id === "a1")).toBe(false);
    await page.goto(`${home}/a5`);
    await page.getByRole("button", { name: "Forget" }).click();
    await page.getByRole("dialog").getByText("It stays revoked").waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("somebody else's shared agent is looked at and left alone", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    mock.state.session = { ...mock.state.session, isAdministrator: false };
    mock.state.agents = [agent(Date.now(), { id: "b1", connectionId: "project", isOwn: false, startedBy: "amir", hostName: "login-1" })];

    await page.goto(`${home}/b1`);
    await page.getByText("Shown to amir only").waitFor();

    const revoke = page.getByRole("button", { name: "Revoke" });
    expect(await revoke.getAttribute("aria-description")).toBe("Needs amir, who started it, or an administrator of this server");
  });

  test("its history is paged by the address", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${home}/a1`);
    // What is not listed is said to be unknown, and read out.
    await page.getByRole("img", { name: /^The last 24 hours: connected .+, away .+, not known .+\. It was away \d times$/ }).waitFor();
    const history = page.getByRole("region", { name: "Connections" }).first();
    await history.getByText("heartbeats unanswered").first().waitFor();
    await history.getByText("8 h 00 min").first().waitFor();
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByRole("button", { name: "Newest" }).waitFor();
    expect(new URL(page.url()).searchParams.get("before")).toMatch(/^\d+$/);
    await page.goBack();

    await page.getByRole("button", { name: "Newest" }).waitFor({ state: "detached" });
  });

  test("R12 R14: whatever comes instead of the agent is told on the spot, with what to do", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${wizard}&connectionId=gadi`);
    await page.getByText("waiting for the agent …").waitFor();
    mock.tell({ type: "agent-refused", why: "token_ended" });
    await page.getByText("An agent came and was refused: its token has ended").waitFor();
    mock.arrive("gadi", { isOwn: false, startedBy: "amir", isUnclaimed: false });
    await page.getByText("An agent of amir is connected under this ID").waitFor();
    mock.arrive("gadi", { isOnline: false, state: "revoked" });
    await page.getByText("whatever connects as it is refused").waitFor();
    await page.getByRole("button", { name: "Allow again" }).click();
    await page.getByText("It was here and has gone").waitFor();
    mock.arrive("other-id", { hostName: "login-7", connectedAt: new Date(Date.now() + 1000).toISOString() });
    await page.getByRole("button", { name: "Use its ID here" }).click();

    await page.getByText("arrived: login-7 as js123, v0.1.0").waitFor();
    expect(await page.getByLabel("Connection ID", { exact: true }).inputValue()).toBe("other-id");
  });

  test("R13: the script follows the infrastructure, the program and a pasted token, which goes nowhere else", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const script = page.getByRole("region", { name: "Agent script" });
    const canary = "canary-Pa55word";
    const sent: string[] = [];
    page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));

    await page.goto(`${wizard}&connectionId=gadi`);
    for (const [cluster, words] of Object.entries(submits)) {
      await page.getByText(cluster, { exact: true }).click();
      await script.getByText(words).waitFor();
    }
    await page.getByText("tw-agent", { exact: true }).first().click();
    await script.getByText("tw-agent-linux-x86_64").waitFor();
    await page.getByRole("button", { name: "I have a token" }).click();
    await page.getByLabel("Your token", { exact: true }).fill(`${canary} `);
    await script.getByText(`TOWER_ACCESS_TOKEN='${canary}'`).waitFor();
    await page.getByLabel("Name", { exact: true }).fill("gadi-two");
    await page.getByText("✓ free").waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "gadi-two" }).waitFor();

    expect(sent.filter((one) => one.includes(canary))).toEqual([]);
    expect(mock.state.tokens.some(({ name }) => name.startsWith("agent-gadi-two"))).toBe(false);
    expect(visitor.complaints).toEqual([]);
  });
});
