import type { LaunchRules } from "@postern/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgeInLooks, turn, twoLooks } from "../mock/look-at-pages.ts";
import type { Look } from "../mock/look-at-pages.ts";
import { judgePage } from "../mock/judge-page.ts";

const timeout = 240_000;
const gadi = "/user/jane/compute-envs/env-gadi#launch-rules";
const fourLooks: readonly Look[] = [
  { width: 1440, colorScheme: "light" },
  { width: 1440, colorScheme: "dark" },
  { width: 360, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
];

describe.each(hasChromium() ? ["Chromium"] : [])("what a launch may change, in %s", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  const part = (page: Page) => page.getByRole("region", { name: "What a launch may change" });
  const rules: LaunchRules = {
    queue: { allow: "within", values: ["express", "hugemem"] },
    account: { allow: "within", values: ["ab12", "xy98"] },
    wallTimeSeconds: { allow: "within", min: 600, max: 172_800 },
    headJobOptions: { allow: "any" },
    variables: { allow: "within", values: ["GENOME", "DEPTH"] },
    nextflowVersion: { allow: "within", values: ["24.10.4", "25.04.1"] },
    workDir: { allow: "within", below: ["/scratch/ab12"] },
  };

  test("rules are made: bounds that cannot be are told beside their option, and the page says what is open then", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const dialog = page.getByRole("dialog");
    const save = dialog.getByRole("button", { name: "Save" });

    await page.goto(gadi);
    await part(page).getByText("There are no rules: a launch may bring its own work directory").waitFor();
    await part(page).getByRole("button", { name: "Change the rules" }).click();
    await dialog.getByText("Only within these bounds").click();
    expect(await dialog.getByLabel("Work directory", { exact: true }).inputValue()).toBe("any");
    await dialog.getByLabel("Queue", { exact: true }).selectOption("within");
    await dialog.getByText("The cluster has normal, express, hugemem, old.").waitFor();
    await dialog.getByLabel("Wall time", { exact: true }).selectOption("within");
    await dialog.getByLabel("Wall time: at most").fill("soon");
    await dialog.getByLabel("Pre-run script", { exact: true }).selectOption("no");
    await save.click();
    await dialog.getByText("Write a time such as 48 h, 2 d or 48:00:00.").waitFor();
    await dialog.getByText("Name what a launch may choose for the queue").waitFor();
    const tooEarly = mock.calls.filter((call) => call.startsWith("PUT"));
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: "dark" });
    findings.push(...(await judgePage(page, "launch-rules-problems-360-dark")));
    await dialog.getByLabel("Queue: one a line").fill("-p");
    await dialog.getByLabel("Wall time: at most").fill("36 h");
    await save.click();
    await dialog.getByText("The name of a queue does not begin with a dash.").first().waitFor();
    await dialog.getByLabel("Queue: one a line").fill("express\n\nhugemem\n");
    await save.click();
    await dialog.waitFor({ state: "detached" });
    await part(page).getByText("express, hugemem").waitFor();

    expect(tooEarly).toEqual([]);
    expect(mock.state.launchRules.get("env-gadi")).toEqual({
      queue: { allow: "within", values: ["express", "hugemem"] },
      wallTimeSeconds: { allow: "within", max: 129_600 },
      ...Object.fromEntries(["workDir", "postRunScript", "configText", "nextflowVersion"].map((name) => [name, { allow: "any" }])),
    });
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("the launch form offers what is open, with its bounds, and says of the rest who could open it", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    mock.state.launchRules.set("env-gadi", rules);
    const findings: string[] = [];
    const summary = page.getByRole("complementary", { name: "Summary" });

    await page.goto("/user/jane/launch?computeEnv=env-gadi&pipeline=https://github.com/nextflow-io/hello");
    await page.getByRole("heading", { name: "What it asks of the cluster" }).waitFor();
    await page.getByText("At least 10 min, at most 2 d.").waitFor();
    await page.getByText("A launch may set GENOME, DEPTH.").waitFor();
    expect(await page.getByLabel("Pre-run script").isDisabled()).toBe(true);
    expect(await page.getByLabel("Queue", { exact: true }).locator("option").allTextContents()).toContain("hugemem");
    await page.getByLabel("Queue", { exact: true }).selectOption("hugemem");
    await page.getByLabel("Wall time").fill("3 d");
    await page.getByLabel("Work directory").fill("/home/jane");
    await summary.getByText("A launch may ask for at most 2 d of wall time here; 3 d was asked for.").waitFor();
    await page.getByRole("button", { name: "Add variable" }).click();
    await page.getByLabel("Name of variable 1").fill("GENOME");
    await page.getByLabel("Value of variable 1").fill("GRCh38");
    await summary.getByRole("button", { name: "Launch" }).click();
    const tooEarly = mock.calls.filter((call) => call === "POST /api/workflow/launch");
    for (const look of fourLooks) findings.push(...(await lookAt(page, "launch-choices", look)));
    await page.getByLabel("Wall time").fill("1 d 12 h");
    await page.getByLabel("Work directory").fill("");
    await summary.getByText("Queue hugemem, Wall time 1 d 12 h, GENOME").waitFor();
    await summary.getByRole("button", { name: "Launch" }).click();
    await page.waitForURL(/\/watch\//);

    expect(tooEarly).toEqual([]);
    expect(mock.state.runs[0]?.launch.overrides).toEqual({
      queue: "hugemem",
      wallTimeSeconds: 129_600,
      variables: [{ name: "GENOME", value: "GRCh38", head: true, compute: true }],
    });
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test(
    "a run is launched again with what it chose, and what is closed by now is shown with its reason until it is taken out",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      const id = mock.state.runs.find(({ environmentId }) => environmentId === "env-gadi")?.workflow.id ?? "";
      mock.state.runs = mock.state.runs.map((run) =>
        run.workflow.id === id
          ? { ...run, launch: { ...run.launch, overrides: { queue: "express", account: "ab12" }, postRunScript: "echo done" } }
          : run,
      );
      mock.state.launchRules.set("env-gadi", { queue: { allow: "within", values: ["express"] }, workDir: { allow: "any" } });

      await page.goto(`/user/jane/launch?from=${id}`);
      await page.getByText("A launch may not choose the account here; ab12 was asked for.").first().waitFor();
      expect(await page.getByLabel("Queue", { exact: true }).inputValue()).toBe("express");
      expect(await page.getByLabel("Post-run script").isDisabled()).toBe(false);
      await page.getByRole("textbox", { name: "Account" }).fill("");
      await page.getByLabel("Post-run script").fill("");

      await expect.poll(() => page.getByRole("textbox", { name: "Account" }).count()).toBe(0);
      expect(await page.getByLabel("Post-run script").isDisabled()).toBe(true);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test(
    "the page of an environment is good with rules, with their dialog, and with none; what cannot be read is said",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      mock.state.launchRules.set("env-gadi", rules);
      const open = async () => {
        await part(page).getByText("/scratch/ab12 or below").waitFor();
        await part(page).scrollIntoViewIfNeeded();
      };

      const findings = [...(await judgeInLooks(page, { name: "launch-rules-part", path: gadi, heading: "gadi", open }, twoLooks))];
      const dialog = async () => {
        await part(page).getByRole("button", { name: "Change the rules" }).click();
        await page.getByRole("dialog").getByLabel("Queue: one a line").waitFor();
      };
      findings.push(...(await judgeInLooks(page, { name: "launch-rules-bounded", path: gadi, heading: "gadi", open: dialog }, fourLooks)));
      await page.keyboard.press("Escape");
      mock.state.launchRules.set("env-gadi", {});
      mock.tell({ type: "compute-env", computeEnvId: "env-gadi", workspaceId: null, status: "AVAILABLE" });
      await part(page).getByText("Nothing: every launch is as this environment says.").waitFor();
      await page.route("**/launch-rules**", (route) => route.fulfill({ status: 500, json: { message: "The server met a problem." } }));
      await page.goto("/user/jane/launch?computeEnv=env-gadi");
      const failure = page.getByRole("alert").filter({ hasText: "What a launch may change here could not be read." });
      await failure.getByRole("button", { name: "Try again" }).waitFor();

      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );
});

async function lookAt(page: Page, name: string, look: Look): Promise<readonly string[]> {
  const { colorScheme, width } = look;
  await turn(page, look);
  await page.waitForFunction((scheme) => document.documentElement.dataset["mantineColorScheme"] === scheme, colorScheme);
  await page.waitForFunction(() => !document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === "running"));
  return judgePage(page, `${name}-${String(width)}-${colorScheme}`);
}
