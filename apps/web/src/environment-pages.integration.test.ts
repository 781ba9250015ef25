import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";

const timeout = 240_000;

describe.each(hasChromium() ? ["Chromium"] : [])("environments in %s", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test(
    "queues and accounts are chosen from what the cluster offers, or typed; what the job asks for is changed later",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      const findings: string[] = [];

      await page.goto("/user/jane/compute-envs/new");
      await page.getByLabel("Name", { exact: true }).fill("second");
      await page.getByLabel("Credential").selectOption("gadi-agent");
      await page.getByLabel("Work directory").fill("$TW_AGENT_WORKDIR");
      await page.getByText("The cluster offers 4 queues and 2 accounts").waitFor();
      await page.getByText("The Nextflow job: account, wall time, memory").click();
      await page.getByRole("combobox", { name: "Head queue" }).fill("exp");
      await page.getByRole("option", { name: "express up to 1 d" }).click();
      await page.getByRole("combobox", { name: "Account" }).click();
      await page.getByRole("option", { name: "ab12" }).click();
      await page.getByRole("combobox", { name: "Quality of service" }).fill("own");
      await page.getByLabel("Wall time").fill("2 d");
      await page.getByText("The queue express gives at most 1 d.").waitFor();
      await page.getByLabel("Memory").fill("4096");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByText("Write a size with its unit, such as 4 GB.").waitFor();
      findings.push(...(await judgePage(page, "environment-form-1440-light")));
      await page.setViewportSize({ width: 360, height: 780 });
      await page.emulateMedia({ colorScheme: "dark" });
      findings.push(...(await judgePage(page, "environment-form-360-dark")));
      await page.getByLabel("Memory").fill("4 GB");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("heading", { name: "second", level: 1 }).waitFor();
      const part = page.getByRole("region", { name: "Nextflow job" });
      await part.getByText("4 GB").waitFor();

      mock.state.offerTrouble = "No agent is connected as gadi.";
      await part.getByRole("button", { name: "Change what it asks for" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("No agent is connected as gadi. Type the names").waitFor();
      await dialog.getByRole("combobox", { name: "Account" }).fill("-x");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("A name of an account does not begin with a dash.").first().waitFor();
      findings.push(...(await judgePage(page, "environment-head-job-360-dark")));
      await dialog.getByRole("combobox", { name: "Account" }).fill("xy98");
      await dialog.getByRole("button", { name: "Save" }).click();
      await part.getByText("xy98").waitFor();

      const made = mock.state.environments[0];
      expect(made?.config).toMatchObject({ headQueue: "express" });
      expect(mock.state.resources.get(made?.id ?? "")).toMatchObject({
        account: "xy98",
        qos: "own",
        wallTimeSeconds: 172_800,
        memoryMb: 4096,
      });
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );
});
