import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";
import { openParts } from "../mock/look-at-pages.ts";

const timeout = 240_000;

describe.each(hasChromium() ? ["Chromium"] : [])("container registries of environments in %s", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("are chosen from a drop-down, one for each host, and changed on the page of the environment", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const [quay] = mock.state.credentials.filter(({ id }) => id === "cred-quay");
    if (quay === undefined) throw new TypeError("the mock has no credential of a registry");
    const more = [
      { ...quay, id: "cred-hub", name: "hub-robot", reach: null },
      { ...quay, id: "cred-team", name: "quay-team", reach: "quay.io/team" },
    ];
    mock.state.credentials = [...mock.state.credentials, ...more];

    await page.goto("/user/jane/compute-envs/new?by=hand");
    await page.getByLabel("Name", { exact: true }).fill("gadi-two");
    await page.getByLabel("Credential", { exact: true }).selectOption("gadi-agent");
    await page.getByLabel("Work directory").fill("/scratch/ab12/work");
    const field = page.getByRole("combobox", { name: "Container registries" });
    await field.click();
    await page.getByRole("option", { name: "quay-robot (quay.io)" }).click();
    await page.getByRole("option", { name: "hub-robot (docker.io)" }).click();
    const isClosed = await page.getByRole("option", { name: "quay-team (quay.io)" }).getAttribute("data-combobox-disabled");
    findings.push(...(await judgePage(page, "environment-registries-1440-light")));
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const part = page.getByRole("region", { name: "Container registries" });
    await openParts(page, "Launches");
    await part.getByRole("link", { name: "hub-robot" }).waitFor();
    const { id = "" } = mock.state.environments[0] ?? {};
    const made = mock.state.registries.get(id);
    findings.push(...(await judgePage(page, "registries-360-dark")));

    await part.getByRole("button", { name: "Change registries" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Container registries" }).click();
    await page.getByRole("option", { name: "hub-robot (docker.io)" }).click();
    await page.keyboard.press("Escape");
    findings.push(...(await judgePage(page, "registries-dialog-360-dark")));
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    findings.push(...(await judgePage(page, "registries-1440-light")));

    const robot = { credentialsId: "cred-quay", name: "quay-robot", registry: "quay.io" };
    expect(isClosed).toBe("true");
    expect(made).toEqual([robot, { credentialsId: "cred-hub", name: "hub-robot", registry: "docker.io" }]);
    expect(mock.state.registries.get(id)).toEqual([robot]);
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
