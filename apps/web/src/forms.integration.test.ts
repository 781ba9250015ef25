import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { stepCount } from "../mock/environments-seed.ts";

const timeout = 120_000;

describe.skipIf(!hasChromium())("what a person fills in", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("signing in leads back to the page that was asked for; a wrong password is told", { timeout }, async () => {
    await using visitor = await stage.visit({ isSignedIn: false });
    const { page, mock } = visitor;

    await page.goto("/user/jane/agents/");
    await page.getByLabel("E-mail address").fill("jane.smith@example.org");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("The e-mail address or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill(mock.state.password);
    await page.getByRole("button", { name: "Sign in" }).click();

    await page.getByRole("heading", { name: "Agents", level: 1 }).waitFor();
    expect(await page.title()).toBe("Agents · Postern");
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Postern" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("a first-run link makes the administrator", { timeout }, async () => {
    await using visitor = await stage.visit({ scenario: "empty", isSignedIn: false });
    const { page } = visitor;

    await page.goto("/setup/first-run");
    await page.getByLabel("E-mail address").fill("admin@example.org");
    await page.getByLabel("Password", { exact: true }).fill("too short");
    await page.getByLabel("Password, once more").fill("too shirt");
    await page.getByText("The two passwords differ.").waitFor();
    await page.getByText("3 characters more.").waitFor();
    expect(await page.getByRole("button", { name: "Create the administrator" }).isDisabled()).toBe(true);
    await page.getByLabel("Password", { exact: true }).fill("long enough now");
    await page.getByLabel("Password, once more").fill("long enough now");
    await page.getByRole("button", { name: "Create the administrator" }).click();

    await page.getByRole("heading", { name: "No run yet" }).waitFor();
  });

  test("a sign-in link needs one click", { timeout }, async () => {
    await using visitor = await stage.visit({ isSignedIn: false });

    await visitor.page.goto("/setup/sign-in");
    await visitor.page.getByRole("button", { name: "Sign in" }).click();

    await visitor.page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
  });

  test("adding a credential: the name is checked, the token enters the script, the agent arrives", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/user/jane/credentials");
    await page.getByRole("link", { name: "Add credentials" }).click();
    await page.getByLabel("Name").fill("a b");
    await page.getByText("Use letters, digits, dashes and underscores only.").waitFor();
    await page.getByLabel("Name").fill("gadi-agent");
    await page.getByText("A credential named gadi-agent already exists.").waitFor();
    expect(await page.getByRole("button", { name: "Add", exact: true }).isDisabled()).toBe(true);
    await page.getByLabel("Name").fill("new-agent");
    await page.getByText("✓ free").waitFor();
    await page.getByLabel("Connection ID", { exact: true }).fill("my-own-id");
    await page.getByText("PBS").click();
    await page.getByRole("region", { name: "Agent script" }).getByText("qsub -V -N postern-agent").waitFor();
    await page.getByRole("button", { name: "Make a token for this agent" }).click();
    await page.getByRole("button", { name: "Token is in the script" }).waitFor();
    const script = (await page.getByRole("region", { name: "Agent script" }).textContent()) ?? "";
    await page.getByText("waiting for the agent …").waitFor();
    mock.arrive("my-own-id");
    await page.getByText("arrived: gadi-login-03 as js123, v0.1.0").waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();

    await page.getByRole("heading", { name: "new-agent", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Add compute environment" }).waitFor();
    expect(script).toContain("my-own-id");
    expect(script).not.toContain("<YOUR TOKEN>");
    expect(mock.state.tokens[0]).toMatchObject({ name: "agent-new-agent", access: "agent" });
    expect(Date.parse(mock.state.tokens[0]?.expiresAt ?? "") - Date.now()).toBeGreaterThan(364 * 86_400_000);
    expect(visitor.complaints).toEqual([]);
  });

  test("a credential that is not saved keeps the form and says why", { timeout }, async () => {
    await using visitor = await stage.visit();

    await visitor.page.goto("/user/jane/credentials/new");
    await visitor.page.getByLabel("Name").fill("fail-503");
    await visitor.page.getByRole("button", { name: "Add", exact: true }).click();

    const alert = visitor.page.getByRole("alert");
    await alert.getByText("The credential was not saved.").waitFor();
    await alert.getByText("Try again in 5 s.").waitFor();
    expect(await visitor.page.getByLabel("Name").inputValue()).toBe("fail-503");
  });

  test("a credential in use names what uses it", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/user/jane/credentials");
    await page.getByRole("button", { name: "Delete the credential gadi-agent" }).click();

    await page.getByRole("dialog", { name: "gadi-agent is in use" }).getByRole("link", { name: "gadi" }).waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("button", { name: "Delete the credential old-cluster_2023" }).click();
    await page.getByRole("button", { name: "Delete credential" }).click();
    await page.getByRole("link", { name: "old-cluster_2023", exact: true }).waitFor({ state: "detached" });
  });

  test("an unclaimed agent lends its connection ID to a new credential", { timeout }, async () => {
    await using visitor = await stage.visit();

    await visitor.page.goto("/user/jane/agents");
    await visitor.page.getByRole("link", { name: "Add a credential for it" }).click();

    await visitor.page.getByText("arrived: workstation-17 as js123, v0.0.9").waitFor();
    expect(await visitor.page.getByLabel("Connection ID", { exact: true }).inputValue()).toBe("9f1c2b60-0d5e-4c51-b0a4-5b7e6a1d2c3f");
  });

  test("a launch that is refused says why once, beside its button, and marks the field", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;
    const why = "There is no pipeline at /data/hello on login-1.";
    const refusal = { message: why, code: "launch.pipeline_not_found", hint: "Check the path.", fields: ["launch.pipeline"] };
    await page.route("**/api/workflow/launch*", (route) => route.fulfill({ status: 404, json: refusal }));

    await page.goto("/user/jane/launch?pipeline=/data/hello&computeEnv=env-gadi");
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    await page.getByRole("complementary", { name: "Summary" }).getByRole("alert").getByText(why).waitFor();

    expect(await page.getByText(why).count()).toBe(1);
    expect(await page.getByLabel("Pipeline", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    expect(visitor.complaints).toEqual([]);
  });

  test("a launch proposes the versions of Nextflow that the cluster has, and sends the one that was chosen", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;
    const asked: string[] = [];
    page.on("request", (request) => void (request.url().includes("nextflow-versions") ? asked.push(request.url()) : 0));

    await page.goto("/user/jane/launch?pipeline=https://github.com/nextflow-io/hello&computeEnv=env-gadi");
    const field = page.getByRole("combobox", { name: "Nextflow version" });
    await field.waitFor();
    const askedBefore = asked.length;
    await field.fill("24");
    await page.getByRole("option", { name: /24\.10\.4/ }).click();
    const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().includes("/api/workflow/launch"));
    await page.getByRole("button", { name: "Launch", exact: true }).click();

    expect((await sent).postDataJSON()).toMatchObject({ launch: { nextflowVersion: "24.10.4" } });
    expect([askedBefore, asked.length]).toEqual([0, 1]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a new compute environment is checked step by step", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/user/jane/compute-envs/new?by=hand");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("The work directory is needed.").waitFor();
    const colours = (of: Element) => [getComputedStyle(of, "::placeholder").color, getComputedStyle(of).color];
    const [example, typed] = await page.getByLabel("Work directory").evaluate(colours);
    expect(example).not.toBe(typed);
    await page.getByLabel("Name", { exact: true }).fill("second");
    await page.getByLabel("Credential").selectOption("gadi-agent");
    const platform = page.getByLabel("Platform");
    await platform.selectOption("local-platform");
    await platform.selectOption("slurm-platform");
    await expect.poll(() => page.getByLabel("Credential").locator("option:checked").textContent()).toBe("gadi-agent");
    await page.getByLabel("Work directory").fill("$TW_AGENT_WORKDIR");
    await page.getByRole("combobox", { name: "Head queue" }).fill("normal");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "second", level: 1 }).waitFor();
    await page.getByRole("button", { name: "Checking …" }).waitFor();
    for (let step = 0; step < stepCount; step += 1) mock.advance();

    await page.getByText("Available").waitFor();
    const steps = page.getByRole("list", { name: "Steps of the check" });
    await steps.getByRole("button", { name: "All 15 steps passed" }).click();
    await steps.getByText("Slurm 23.11.4").waitFor();
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped.").first().waitFor();
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    expect(await page.getByRole("button", { name: "Delete compute environment" }).isDisabled()).toBe(true);
    await page.getByLabel("Type second to confirm").fill("second");
    await page.getByRole("button", { name: "Delete compute environment" }).click();
    await page.getByRole("heading", { name: "Compute environments" }).waitFor();
    await page.getByRole("link", { name: "second" }).waitFor({ state: "detached" });
    expect(visitor.complaints).toEqual([]);
  });
});
