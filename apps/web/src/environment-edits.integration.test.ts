import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";
import { putSshEnvironment } from "../mock/ssh-environment.ts";

const timeout = 240_000;

describe.each(hasChromium() ? ["Chromium"] : [])("environments that are there already, in %s", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test(
    "an environment is edited; runs that keep it where it is are named, and what somebody else changed is not overwritten",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      const findings: string[] = [];
      const id = putSshEnvironment(mock.state);
      mock.state.runs = mock.state.runs.map((run) => (run.workflow.status === "RUNNING" ? { ...run, environmentId: id } : run));
      const running = mock.state.runs.find(({ environmentId }) => environmentId === id)?.workflow;
      const made = () => mock.state.environments.find((one) => one.id === id);
      const host = page.getByLabel("Login node");
      const save = page.getByRole("button", { name: "Save" });

      await page.goto(`/user/jane/compute-envs/${id}`);
      await page.getByRole("link", { name: "Edit" }).click();
      await page.getByText("Nothing is changed yet.").waitFor();
      await host.fill("elsewhere.example.org");
      await save.click();
      await page.getByText("Nothing was changed.").waitFor();
      expect(await page.getByRole("link", { name: running?.runName ?? "" }).getAttribute("href")).toBe(
        `/user/jane/watch/${running?.id ?? ""}`,
      );
      findings.push(...(await judgePage(page, "environment-edit-1440-light")));
      await page.setViewportSize({ width: 360, height: 780 });
      await page.emulateMedia({ colorScheme: "dark" });
      mock.state.environments = mock.state.environments.map((one) =>
        one.id === id ? { ...one, description: "Ask amir.", lastUpdated: new Date(mock.state.now()).toISOString() } : one,
      );
      mock.tell({ type: "compute-env", computeEnvId: id, workspaceId: null, status: "ERRORED" });
      await page.getByText("Somebody else changed this while you were typing.").waitFor();
      expect(await save.isDisabled()).toBe(true);
      findings.push(...(await judgePage(page, "environment-edit-outdated-360-dark")));
      await page.getByRole("button", { name: "Load it again" }).click();
      await expect.poll(() => host.inputValue()).toBe("setonix-02.example.org");
      await page.getByRole("combobox", { name: "Head queue" }).fill("express");
      await page.getByText("It is checked on the cluster next.").waitFor();
      await save.click();
      await page.getByRole("heading", { name: "setonix", level: 1 }).waitFor();
      await page.getByRole("button", { name: "Checking …" }).waitFor();

      expect(made()).toMatchObject({ description: "Ask amir.", config: { headQueue: "express", hostName: "setonix-02.example.org" } });
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test(
    "an environment is disabled and enabled, duplicated, exported, and deleted under its runs when somebody insists",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      const findings: string[] = [];
      const gadi = () => mock.state.environments.find((one) => one.id === "env-gadi");
      const more = async (name: string): Promise<void> => {
        await page.getByRole("button", { name: "More", exact: true }).click();
        await page.getByRole("menuitem", { name }).click();
      };
      const dialog = page.getByRole("dialog");

      await page.goto("/user/jane/compute-envs/env-gadi");
      await page.getByRole("button", { name: "More", exact: true }).click();
      await page.getByRole("menuitem", { name: "History" }).waitFor();
      findings.push(...(await judgePage(page, "environment-more-1440-light")));
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Export as JSON" }).click()]);
      const exported: unknown = JSON.parse(await readFile(await download.path(), "utf8"));
      await more("Disable");
      await dialog.getByText("It is primary no more").waitFor();
      findings.push(...(await judgePage(page, "environment-disable-1440-light")));
      await dialog.getByRole("button", { name: "Disable" }).click();
      await page.getByRole("button", { name: "Enable" }).waitFor();
      const disabled = gadi();
      await page.setViewportSize({ width: 360, height: 780 });
      await page.emulateMedia({ colorScheme: "dark" });
      findings.push(...(await judgePage(page, "environment-disabled-360-dark")));
      await page.getByRole("button", { name: "Enable" }).click();
      await page.getByRole("link", { name: "Launch here" }).waitFor();

      await more("Duplicate");
      await page.getByRole("heading", { name: "Duplicate gadi", level: 1 }).waitFor();
      findings.push(...(await judgePage(page, "environment-duplicate-360-dark")));
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("heading", { name: "gadi-copy", level: 1 }).waitFor();

      await page.goto("/user/jane/compute-envs/env-gadi");
      await more("Delete");
      await dialog.getByLabel("Type gadi to confirm").fill("gadi");
      const confirm = dialog.getByRole("button", { name: "Delete compute environment" });
      await confirm.click();
      await dialog.getByText("It was not deleted").waitFor();
      expect(await confirm.isDisabled()).toBe(true);
      findings.push(...(await judgePage(page, "environment-delete-360-dark")));
      await dialog.getByLabel("Delete it all the same").check();
      await confirm.click();
      await page.getByRole("heading", { name: "Compute environments" }).waitFor();

      expect(download.suggestedFilename()).toBe("gadi.json");
      expect(exported).toMatchObject({ discriminator: "slurm-platform", headQueue: "normal", labels: [] });
      expect(disabled).toMatchObject({ status: "DISABLED", primary: false });
      expect(mock.state.environments.find(({ name }) => name === "gadi-copy")?.config).toEqual(disabled?.config);
      expect(gadi()).toBeUndefined();
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );
});
