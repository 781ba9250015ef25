import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";
import { judgeInLooks, twoLooks } from "../mock/look-at-pages.ts";

const timeout = 240_000;

describe.each(hasChromium() ? ["Chromium"] : [])("parts of environments in %s", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("secret variables are kept, replaced and removed by name, and their values come back nowhere", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const [run] = mock.state.runs;
    const launch = { at: new Date(mock.state.now() - 60_000).toISOString(), who: { id: 2, userName: "amir" }, purpose: "launch" };
    mock.state.secretVariables.set("env-gadi", {
      variables: [
        { name: "DATABASE_PASSWORD", head: false, compute: true },
        { name: "GITLAB_TOKEN", head: true, compute: false },
      ],
      usage: [{ ...launch, run: { id: run?.workflow.id ?? "", name: run?.workflow.runName ?? "" } }],
    });
    const sent: unknown[] = [];
    page.on("request", (request) => {
      if (request.method() === "PUT") sent.push(request.postDataJSON());
    });
    const part = page.getByRole("region", { name: "Secret variables" });
    const dialog = page.getByRole("dialog");
    const findings: string[] = [];
    const seen = await judgeInLooks(
      page,
      {
        name: "secret-variables",
        path: "/user/jane/compute-envs/env-gadi",
        heading: "gadi",
        open: () => part.getByText("Launch").waitFor(),
      },
      twoLooks,
    );
    findings.push(...seen);
    expect(await part.getByRole("link", { name: run?.workflow.runName ?? "" }).getAttribute("href")).toBe(
      `/user/jane/watch/${run?.workflow.id ?? ""}`,
    );

    await part.getByRole("button", { name: "Change secret variables" }).click();
    await dialog.getByRole("button", { name: "Replace value of DATABASE_PASSWORD" }).click();
    await dialog.getByLabel("Value of DATABASE_PASSWORD", { exact: true }).fill('half a "value');
    await dialog.getByRole("button", { name: "Add secret variable" }).click();
    await dialog.getByLabel("Name of secret variable 3").fill("LD_PRELOAD");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("It decides what runs, so it cannot be secret").waitFor();
    await dialog.getByText('It is for tasks, so its value cannot have "').waitFor();
    findings.push(...(await judgePage(page, "secret-variables-dialog-360-dark")));
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
    findings.push(...(await judgePage(page, "secret-variables-dialog-1440-light")));
    await dialog.getByRole("button", { name: "Keep the present one: value of DATABASE_PASSWORD" }).click();
    await dialog.getByLabel("Name of secret variable 3").fill("S3_KEY");
    await dialog.getByLabel("Value of S3_KEY", { exact: true }).fill("refused");
    await dialog.getByRole("button", { name: "Remove GITLAB_TOKEN" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("The variable S3_KEY is refused by the mock.").first().waitFor();
    await dialog.getByLabel("Value of S3_KEY", { exact: true }).fill("s3cr3t");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await part.getByText("S3_KEY").waitFor();
    await part.getByText("Edit").waitFor();

    expect(sent.at(-1)).toMatchObject({
      variables: [
        { name: "DATABASE_PASSWORD", head: false, compute: true },
        { name: "S3_KEY", value: "s3cr3t", head: true, compute: false },
      ],
    });
    expect(await page.content()).not.toContain("s3cr3t");
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test(
    "secret variables come with a new environment; of a duplicate they are typed again; no secret waits in a form that is left",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      const findings: string[] = [];
      const add = page.getByRole("button", { name: "Add", exact: true });
      const value = page.getByLabel("Value of A_KEY", { exact: true });

      await page.goto("/user/jane/compute-envs/new?by=hand");
      await page.getByLabel("Name", { exact: true }).fill("second");
      await page.getByLabel("Work directory").fill("$TW_AGENT_WORKDIR");
      await page.getByText("More settings:").click();
      await page.getByRole("button", { name: "Add secret variable" }).click();
      await page.getByLabel("Name of secret variable 1").fill("A_KEY");
      await value.fill("s3cr3t");
      await page.getByRole("link", { name: "Add credentials" }).click();
      await page.getByRole("heading", { name: "Add credentials", level: 1 }).waitFor();
      await page.goBack();
      await page.getByLabel("Credential").selectOption("gadi-agent");
      await page.getByText("More settings:").click();
      const left = await value.inputValue();
      await add.click();
      await page.getByText("The value is needed.").waitFor();
      findings.push(...(await judgePage(page, "environment-secrets-1440-light")));
      await page.setViewportSize({ width: 360, height: 780 });
      await page.emulateMedia({ colorScheme: "dark" });
      findings.push(...(await judgePage(page, "environment-secrets-360-dark")));
      await value.fill("s3cr3t");
      await add.click();
      await page.getByRole("heading", { name: "second", level: 1 }).waitFor();
      await page.getByRole("region", { name: "Secret variables" }).getByText("kept, for Nextflow").waitFor();
      const made = mock.state.environments[0]?.id ?? "";

      await page.goto(`/user/jane/compute-envs/new?from=${made}`);
      await page.getByRole("heading", { name: "Duplicate second", level: 1 }).waitFor();
      const copied = await value.inputValue();
      await page.getByRole("button", { name: "Remove A_KEY" }).click();
      await add.click();
      await page.getByRole("heading", { name: "second-copy", level: 1 }).waitFor();
      await page.goto(`/user/jane/compute-envs/${made}/edit`);
      await page.getByText("Keys and passwords are for secret variables (A_KEY)").waitFor();

      expect([left, copied]).toEqual(["", ""]);
      expect(mock.state.secretVariables.get(made)?.variables).toEqual([{ name: "A_KEY", head: true, compute: false }]);
      expect(mock.state.secretVariables.get(mock.state.environments[0]?.id ?? "")?.variables).toEqual([]);
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );
});
