import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { closedHost } from "../mock/handlers/discovery.ts";
import { judgeInLooks } from "../mock/look-at-pages.ts";
import type { Look } from "../mock/look-at-pages.ts";
import { judgePage } from "../mock/judge-page.ts";
import { freshKey } from "../mock/ssh-environment.ts";

const timeout = 240_000;
const path = "/user/jane/compute-envs/new";
const twoMore: readonly Look[] = [
  { width: 1440, colorScheme: "dark" },
  { width: 360, colorScheme: "light" },
];

describe.each(hasChromium() ? ["Chromium"] : [])("the wizard in %s", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  /** The page as it stands, at both widths and in both schemes. */
  async function judgeAll({ page }: Awaited<ReturnType<BrowserStage["visit"]>>, name: string): Promise<readonly string[]> {
    const findings: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: width < 500 ? 780 : 900 });
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
        findings.push(...(await judgePage(page, `${name}-${String(width)}-${colorScheme}`)));
      }
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1440, height: 900 });
    return findings;
  }

  test("an address leads to a form that is filled in, with a key that is made on the way", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    mock.state.credentials = mock.state.credentials.filter(({ provider }) => provider !== "ssh");
    const findings: string[] = [];
    const look = page.getByRole("button", { name: "Look", exact: true });
    const field = page.getByLabel("Where is the cluster?");

    await page.goto(path);
    await page.getByRole("link", { name: "Use this machine" }).click();
    const platform = await page.getByLabel("Platform").inputValue();
    await page.goBack();
    await field.fill("gadi.nci.example.org");
    await look.click();
    await page.getByText("Write the account on gadi.nci.example.org before it").waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-problem")));
    await field.fill("js123@gadi.nci.example.org");
    await look.click();
    await page.getByRole("heading", { name: "Is this the key of gadi.nci.example.org?" }).waitFor();
    await page.getByText(freshKey, { exact: true }).waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-host-key")));
    await page.getByRole("button", { name: "It is the same: trust it and go on" }).click();
    await page.getByRole("button", { name: "Make a key" }).waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-no-key")));
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByRole("region", { name: "Line for authorized_keys" }).waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-key-line")));
    expect(await field.inputValue()).toBe("js123@gadi.nci.example.org");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "The environment" }).waitFor();
    await page.getByText("The cluster offers 4 queues and 2 accounts").waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-proposal")));
    // The key has opened the account, and that of the host was compared.
    const line = page.getByRole("region", { name: "Line for authorized_keys" });
    const keysNext = page.getByText("are asked for next", { exact: false });
    expect([await line.count(), await keysNext.count()]).toEqual([0, 0]);
    await page.getByLabel("User name").fill("js124");
    await line.waitFor();
    await keysNext.waitFor();
    await page.getByLabel("User name").fill("js123");
    await line.waitFor({ state: "detached" });
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("gadi-2");
    expect(await page.getByRole("combobox", { name: "Head queue" }).inputValue()).toBe("normal");
    await page.getByText("normal: default · up to 2 d, 48 processors, 188 GB · 1 h unless asked for · 42 nodes.").first().waitFor();
    await page.getByText("sbatch --partition").first().waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "gadi-2", level: 1 }).waitFor();

    expect(platform).toBe("local-platform");
    const [made] = mock.state.environments;
    const key = mock.state.credentials.find(({ name }) => name === "gadi-key");
    expect(made).toMatchObject({ platform: "slurm-platform", credentialsId: key?.id });
    expect(made?.config).toMatchObject({
      hostName: "gadi.nci.example.org",
      port: 22,
      userName: "js123",
      workDir: "$HOME/postern-work",
      computeQueue: "normal",
    });
    expect(made?.config).toMatchObject({ preRunScript: "module load nextflow/25.10.2" });
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("an agent is picked, its look is stopped and taken up again, and one without a credential gets one", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    mock.state.discoveryStopsAt = "queues";

    await page.goto(path);
    await page.getByRole("button", { name: "Use gadi-login-03" }).click();
    await page.getByRole("heading", { name: "Looking at the cluster of the agent …" }).waitFor();
    await page.getByRole("list", { name: "Steps of the look" }).getByText("Slurm 23.11.4.").waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-looking")));
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped. Nothing was changed on the cluster.").waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-stopped")));
    mock.state.discoveryStopsAt = undefined;
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByRole("heading", { name: "The environment" }).waitFor();
    const first = [await page.getByLabel("Work directory").inputValue(), await page.getByLabel("Credential").inputValue()];
    const { search } = new URL(page.url());
    await page.goto(path);
    await page.getByText("No credential leads to it yet: one is made.").first().waitFor();
    await page.getByRole("button", { name: "Use workstation-17" }).click();
    await page.getByRole("heading", { name: "The environment" }).waitFor();

    expect(first).toEqual(["$TW_AGENT_WORKDIR", "cred-gadi"]);
    expect(search).toBe("?credential=cred-gadi");
    const claimed = mock.state.credentials.find(({ name }) => name === "workstation-17-agent");
    expect(claimed?.keys).toMatchObject({ connectionId: "9f1c2b60-0d5e-4c51-b0a4-5b7e6a1d2c3f" });
    await expect.poll(() => page.getByLabel("Credential").inputValue()).toBe(claimed?.id);
    // What the cluster has just said is not asked for again.
    expect(mock.calls.filter((call) => call.includes("cluster-offer"))).toEqual([]);
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("an agent that is started on the way is taken when it arrives, without another click", { timeout }, async () => {
    await using visitor = await stage.visit({ scenario: "empty" });
    const { page, mock } = visitor;
    const findings: string[] = [];

    await page.goto("/user/jane/watch");
    await page.getByRole("link", { name: "Connect a cluster" }).click();
    await page.getByText("None is connected now.").waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-empty")));
    await page.getByRole("button", { name: "Connect an agent" }).click();
    await page.getByText("waiting for the agent").waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-connect")));
    const script = page.getByRole("region", { name: "Agent script" });
    await expect.poll(() => script.textContent()).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    mock.arrive(/[0-9a-f]{8}-[0-9a-f-]{27}/.exec((await script.textContent()) ?? "")?.[0] ?? "", { hostName: "tiny-login" });

    await page.getByRole("heading", { name: "The environment" }).waitFor();
    expect(mock.state.credentials.map(({ name }) => name)).toEqual(["tiny-login-agent"]);
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test(
    "a host that refuses the key keeps what was typed; a link brings its address, and asks before it connects",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      const findings: string[] = [];
      mock.state.discoveryTrouble = "gadi did not let js123 in with the key of the credential.";

      await page.goto(`${path}?address=js123%40gadi%3A2222&credential=cred-ssh`);
      await page.getByLabel("Key").waitFor();
      const looks = mock.calls.filter((call) => call.includes("cluster-discovery")).length;
      const field = page.getByLabel("Where is the cluster?");
      expect(await field.inputValue()).toBe("js123@gadi:2222");
      await page.getByRole("button", { name: "Look", exact: true }).click();
      await page.getByRole("button", { name: "It is the same: trust it and go on" }).click();
      await page.getByText("gadi did not let js123 in").waitFor();
      await page.getByRole("region", { name: "Line for authorized_keys" }).waitFor();
      findings.push(...(await judgeAll(visitor, "wizard-refused")));
      expect(await field.inputValue()).toBe("js123@gadi:2222");
      await page.getByRole("link", { name: "Fill in by hand" }).click();
      await page.getByRole("link", { name: "Let Postern look" }).waitFor();
      const byHand = [await page.getByLabel("Login node").inputValue(), await page.getByLabel("Port").inputValue()];

      expect(looks).toBe(0);
      expect(byHand).toEqual(["gadi", "2222"]);
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("where the server does not reach the host, an agent is offered in its place", { timeout }, async () => {
    await using visitor = await stage.visit({ scenario: "empty" });
    const { page } = visitor;
    const findings: string[] = [];

    await page.goto(path);
    await page.getByLabel("Where is the cluster?").fill(`ada@${closedHost}`);
    await page.getByRole("button", { name: "Look", exact: true }).click();
    await page.getByText("it refused the connection").waitFor();
    await page.getByText("None is connected now.").waitFor();
    findings.push(...(await judgeAll(visitor, "wizard-unreached")));
    await page.getByRole("button", { name: "Connect an agent" }).click();
    await page.getByText("waiting for the agent").waitFor();

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a look that breaks off, and agents that cannot be read, are told", { timeout }, async () => {
    await using visitor = await stage.visit({ scenario: "failing" });

    const shown = {
      ...{ name: "wizard-failing", path, heading: "Add compute environment" },
      open: async (page: typeof visitor.page) => {
        await page.getByText("The agents could not be read.").waitFor();
        await page.getByLabel("Where is the cluster?").fill("ada@gadi");
        await page.getByRole("button", { name: "Look", exact: true }).click();
        await page.getByText("The look did not come to its end.").waitFor();
      },
    };
    expect(await judgeInLooks(visitor.page, shown, [{ width: 1440, colorScheme: "light" }, ...twoMore])).toEqual([]);
  });
});
