import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";

const timeout = 240_000;
const looks = [
  { width: 1440, colorScheme: "light" },
  { width: 1440, colorScheme: "dark" },
  { width: 390, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
] as const;

describe.each(hasChromium() ? ["Chromium"] : [])("how nodes are made ready, in %s", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test(
    "modules, engine, paths and scratch are changed where they are shown, and what else has a word on them is said",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      const findings: string[] = [];

      await page.goto("/user/jane/compute-envs/env-gadi#node-setup");
      await page.getByText("Nothing is loaded or chosen here").waitFor();
      await page.getByRole("button", { name: "Change node setup" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Modules", { exact: true }).fill("apptainer/1.3.4 r; id");
      await dialog.getByLabel("Container engine").selectOption("Apptainer");
      await dialog.getByText("singularity.enabled in the Nextflow config comes later, and wins.").waitFor();
      await dialog.getByLabel("Paths in containers").fill("/data:/mnt:ro\n/g/data:x:y:z");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("with a colon between").waitFor();
      findings.push(...(await judgePage(page, "node-setup-refused-1440-light")));
      await dialog.getByLabel("Paths in containers").fill("/data:/mnt:ro\n$TMPDIR:/tmp");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("“r;” is no name of a module").waitFor();
      await dialog.getByLabel("Modules", { exact: true }).fill("apptainer/1.3.4 r/4");
      await dialog.getByLabel("Scratch").fill("$TMPDIR");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.getByText("/data:/mnt:ro").waitFor();
      for (const { width, colorScheme } of looks) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.getByRole("heading", { name: "On the nodes" }).scrollIntoViewIfNeeded();
        findings.push(...(await judgePage(page, `node-setup-${String(width)}-${colorScheme}`)));
      }

      expect(mock.state.nodeSetups.get("env-gadi")).toMatchObject({
        ...{ modules: ["apptainer/1.3.4", "r/4"], containerEngine: "apptainer", scratch: "$TMPDIR" },
        bindPaths: [
          { source: "/data", target: "/mnt", isReadOnly: true },
          { source: "$TMPDIR", target: "/tmp", isReadOnly: false },
        ],
      });
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("are set with a new environment, and go along when it is duplicated", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const { nodeSetups } = mock.state;
    const nothing = { modules: [], headModules: [], containerCacheDir: null, scratch: null, siteProfile: null };
    nodeSetups.set("env-gadi", {
      ...{ ...nothing, modules: ["r/4"], containerEngine: "podman" },
      bindPaths: [{ source: "/data", target: null, isReadOnly: true }],
    });

    await page.goto("/user/jane/compute-envs/new?from=env-gadi");
    await page.getByText("On the nodes: modules, containers, scratch").click();
    const modules = await page.getByLabel("Modules", { exact: true }).inputValue();
    for (const { width, colorScheme } of looks) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.getByLabel("Container engine").scrollIntoViewIfNeeded();
      findings.push(...(await judgePage(page, `node-setup-form-${String(width)}-${colorScheme}`)));
    }
    await page.getByLabel("Paths in containers").fill("data");
    await page.getByText("On the nodes: modules, containers, scratch").click();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("The path data must begin with /").waitFor();
    await page.getByLabel("Paths in containers").fill("/data:ro");
    await page.getByLabel("nf-core profile").fill("nci_gadi");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "gadi-copy", level: 1 }).waitFor();

    const made = [...nodeSetups].find(([id]) => id !== "env-gadi")?.[1];
    expect(modules).toBe("r/4");
    expect(made).toEqual({ ...nodeSetups.get("env-gadi"), siteProfile: "nci_gadi" });
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("go along with an export, and come back with its import", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const nothing = { modules: [], headModules: [], containerCacheDir: null, scratch: null, siteProfile: null };
    mock.state.nodeSetups.set("env-gadi", { ...nothing, modules: ["r/4"], containerEngine: "podman", bindPaths: [] });
    await page.goto("/user/jane/compute-envs/env-gadi");
    await page.getByText("Podman").waitFor();
    await page.getByRole("button", { name: "Actions" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Export as JSON" }).click()]);
    const exported = await readFile(await download.path());

    await page.goto("/user/jane/compute-envs");
    await page.getByRole("link", { name: "Import" }).click();
    await page.locator('input[type="file"]').setInputFiles({ name: "again.json", mimeType: "application/json", buffer: exported });
    await page.getByLabel("Credential").selectOption("gadi-agent");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "again", level: 1 }).waitFor();

    const made = mock.state.environments.find(({ name }) => name === "again");
    expect(mock.state.nodeSetups.get(made?.id ?? "")).toMatchObject({ modules: ["r/4"], containerEngine: "podman" });
    expect(visitor.complaints).toEqual([]);
  });

  test("what the check found takes nothing away that somebody changed since", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const setup = { modules: [], headModules: ["r/4"], containerEngine: null, containerCacheDir: null, bindPaths: [] };
    await page.goto("/user/jane/compute-envs/env-gadi");
    const use = page.getByRole("button", { name: "Use Singularity" });
    await use.waitFor();
    mock.state.nodeSetups.set("env-gadi", { ...setup, scratch: null, siteProfile: null });
    mock.state.environments = mock.state.environments.map((one) =>
      one.id === "env-gadi" ? { ...one, lastUpdated: new Date(mock.state.now()).toISOString() } : one,
    );

    await use.click();
    await page.getByText(/changed/i).waitFor();
    const kept = mock.state.nodeSetups.get("env-gadi");
    // What is there now was looked at by then.
    await use.click();
    await page.getByText("Done: “Use Singularity”").waitFor();

    expect(kept).toMatchObject({ headModules: ["r/4"], containerEngine: null });
    expect(mock.state.nodeSetups.get("env-gadi")).toMatchObject({ headModules: ["r/4"], containerEngine: "singularity" });
  });

  test("a launch says what of it the environment overrules, and the other way round", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const nothing = { modules: [], headModules: [], containerCacheDir: null, scratch: "$TMPDIR", siteProfile: null, bindPaths: [] };
    for (const { id } of mock.state.environments) mock.state.nodeSetups.set(id, { ...nothing, containerEngine: "apptainer" });

    await page.goto("/user/jane/launch");
    await page.getByLabel("Profiles").fill("test,docker");
    await page.getByText("Profile docker: the environment uses Apptainer instead.").waitFor();
    await page.getByLabel("Nextflow config").fill("process { scratch = false }");
    await page.getByText("Scratch: process.scratch in the Nextflow config above comes later, and wins.").waitFor();
    for (const { width, colorScheme } of looks) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      findings.push(...(await judgePage(page, `launch-nodes-${String(width)}-${colorScheme}`)));
    }

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
