import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { browserTimeout, describeInChromium } from "../mock/in-chromium.ts";
import { judgePage } from "../mock/judge-page.ts";
import { atDesk, onPhone, turn } from "../mock/look-at-pages.ts";
import { putSshEnvironment } from "../mock/ssh-environment.ts";

describeInChromium("environments that are there already", (visit) => {
  test(
    "an environment is edited; runs that keep it where it is are named, and what somebody else changed is not overwritten",
    browserTimeout,
    async () => {
      await using visitor = await visit();
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
      await turn(page, onPhone);
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
    browserTimeout,
    async () => {
      await using visitor = await visit();
      const { page, mock } = visitor;
      const findings: string[] = [];
      const gadi = () => mock.state.environments.find((one) => one.id === "env-gadi");
      const more = async (name: string): Promise<void> => {
        await page.getByRole("button", { name: "Actions", exact: true }).click();
        await page.getByRole("menuitem", { name }).click();
      };
      const dialog = page.getByRole("dialog");
      mock.state.nextflow.set("env-gadi", { chosen: "23.04.5", kept: ["23.04.5"] });

      await page.goto("/user/jane/compute-envs/env-gadi");
      await page.getByRole("button", { name: "Actions", exact: true }).click();
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
      await turn(page, onPhone);
      findings.push(...(await judgePage(page, "environment-disabled-360-dark")));
      await page.getByRole("button", { name: "Enable" }).click();
      await page.getByRole("link", { name: "Launch here" }).waitFor();

      await more("Duplicate");
      await page.getByRole("heading", { name: "Duplicate gadi", level: 1 }).waitFor();
      findings.push(...(await judgePage(page, "environment-duplicate-360-dark")));
      await page.getByLabel("Nextflow version").scrollIntoViewIfNeeded();
      findings.push(...(await judgePage(page, "environment-duplicate-version-360-dark")));
      await page.getByRole("button", { name: "Choose labels" }).click();
      await dialog.getByRole("button", { name: "Take off prod" }).click();
      findings.push(...(await judgePage(page, "environment-new-labels-360-dark")));
      await dialog.getByRole("button", { name: "Done" }).click();
      await dialog.waitFor({ state: "detached" });
      const tooEarly = mock.calls.filter((call) => call === "POST /api/compute-envs");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("heading", { name: "gadi-copy", level: 1 }).waitFor();
      const copied = mock.state.environments.find(({ name }) => name === "gadi-copy")?.id ?? "";

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

      expect(mock.state.nextflow.get(copied)?.chosen).toBe("23.04.5");
      expect(download.suggestedFilename()).toBe("gadi.json");
      expect(exported).toMatchObject({
        discriminator: "slurm-platform",
        headQueue: "normal",
        labels: [{ name: "cost" }, { name: "genomics" }, { name: "prod" }],
      });
      expect(disabled).toMatchObject({ status: "DISABLED", primary: false });
      const { config, labels } = mock.state.environments.find(({ name }) => name === "gadi-copy") ?? {};
      expect({ config, labels }).toEqual({ config: disabled?.config, labels: disabled?.labels.slice(0, 2) });
      expect(tooEarly).toEqual([]);
      expect(gadi()).toBeUndefined();
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("environments are found by their labels, which are chosen, made, renamed, made default and deleted", browserTimeout, async () => {
    await using visitor = await visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const dialog = page.getByRole("dialog");
    const labelsOf = (id: string) => mock.state.environments.find((one) => one.id === id)?.labels.map(({ name }) => name);

    await page.goto("/user/jane/compute-envs/env-spartan");
    await page.getByRole("button", { name: "Change labels" }).click();
    await dialog.getByRole("option", { name: "genomics" }).click();
    const finder = dialog.getByRole("combobox", { name: "Find or make a label" });
    await finder.fill("tier=gold");
    await dialog.getByRole("option", { name: "tier=gold make this label" }).click();
    await dialog.getByRole("button", { name: "Take off tier=gold" }).waitFor();
    findings.push(...(await judgePage(page, "labels-choose-1440-light")));
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    const chosen = labelsOf("env-spartan");
    findings.push(...(await judgePage(page, "labels-part-1440-light")));

    await page.getByRole("link", { name: "Environments", exact: true }).click();
    const search = page.getByRole("searchbox", { name: "Search compute environments" });
    await search.fill("label:tier");
    await page.getByRole("link", { name: "gadi", exact: true }).waitFor({ state: "detached" });
    await search.fill("");
    await page.getByRole("link", { name: "gadi", exact: true }).waitFor();
    findings.push(...(await judgePage(page, "environments-labels-1440-light")));
    await turn(page, onPhone);
    findings.push(...(await judgePage(page, "environments-labels-360-dark")));

    await page.goto("/user/jane/labels");
    await page.getByRole("button", { name: "Change the label genomics" }).click();
    await dialog.getByLabel("Name").fill("prod");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("The label prod already exists.").first().waitFor();
    findings.push(...(await judgePage(page, "label-change-360-dark")));
    await dialog.getByLabel("Name").fill("genome");
    await dialog.getByLabel("Put it on each new environment").uncheck();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    findings.push(...(await judgePage(page, "labels-360-dark")));
    await turn(page, atDesk);
    findings.push(...(await judgePage(page, "labels-1440-light")));
    await page.getByRole("button", { name: "Add label" }).click();
    await dialog.getByLabel("Name").fill("night");
    await dialog.getByLabel("Put it on each new environment").check();
    await dialog.getByRole("button", { name: "Add label" }).click();
    await dialog.waitFor({ state: "detached" });
    const made = mock.state.labels.find(({ name }) => name === "night");
    await page.getByRole("button", { name: "Delete the label genome" }).click();
    await dialog.getByText("It is taken off 2 environments:").waitFor();
    findings.push(...(await judgePage(page, "label-delete-1440-light")));
    await dialog.getByRole("button", { name: "Delete label" }).click();
    await page.getByRole("button", { name: "Delete the label genome" }).waitFor({ state: "detached" });

    expect(chosen).toEqual(["genomics", "tier"]);
    expect(made).toMatchObject({ isDefault: true, value: null });
    expect([labelsOf("env-gadi"), labelsOf("env-spartan")]).toEqual([["cost", "prod"], ["tier"]]);
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("who may only look reads on each act which role has it", browserTimeout, async () => {
    await using visitor = await visit({ userId: 3 });
    const { page, mock } = visitor;
    const findings: string[] = [];

    await page.goto("/orgs/alpha-lab/workspaces/genomics/compute-envs/env-gadi");
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    const disable = page.getByRole("menuitem", { name: "Disable" });
    await disable.getByText("Needs the admin role (compute_environment:write)").waitFor();
    findings.push(...(await judgePage(page, "environment-viewer-1440-light")));
    // A person can press it all the same.
    await disable.click({ force: true });
    const edit = page.getByRole("button", { name: "Edit" });
    const isOpen = await page.getByRole("dialog").isVisible();

    expect([await edit.getAttribute("aria-disabled"), isOpen]).toEqual(["true", false]);
    expect(mock.stateOf(401).environments.find(({ id }) => id === "env-gadi")?.status).toBe("AVAILABLE");
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
