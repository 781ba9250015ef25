import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { emptyConfig } from "../mock/environments-seed.ts";
import { browserTimeout, describeInChromium } from "../mock/in-chromium.ts";
import { judgePage } from "../mock/judge-page.ts";
import { exportText } from "./pages/compute-envs/detail/export-file.ts";
import { atDesk, judgeInLooks, onPhone, openParts, turn, twoLooks } from "../mock/look-at-pages.ts";

describeInChromium("parts of environments", (visit) => {
  test("secret variables are kept, replaced and removed by name, and their values come back nowhere", browserTimeout, async () => {
    await using visitor = await visit();
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
        path: "/user/jane/compute-envs/env-gadi#secret-variables",
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
    await turn(page, atDesk);
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
    browserTimeout,
    async () => {
      await using visitor = await visit();
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
      await turn(page, onPhone);
      findings.push(...(await judgePage(page, "environment-secrets-360-dark")));
      await value.fill("s3cr3t");
      await add.click();
      await page.getByRole("heading", { name: "second", level: 1 }).waitFor();
      await openParts(page, "Launches");
      await page.getByRole("region", { name: "Secret variables" }).getByText("kept, for Nextflow, and tasks inherit it").waitFor();
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

  test(
    "versions of Nextflow are kept, chosen for launches and removed; a copy says how far it is, and is stopped",
    browserTimeout,
    async () => {
      await using visitor = await visit();
      const { page, mock } = visitor;
      const findings: string[] = [];
      const part = page.getByRole("region", { name: "Nextflow", exact: true });
      const dialog = page.getByRole("dialog");
      const keepIt = dialog.getByRole("button", { name: "Keep it" });
      const shown = {
        ...{ name: "nextflow", path: "/user/jane/compute-envs/env-gadi#nextflow-versions", heading: "gadi" },
        open: () => part.getByText("25.10.2 at the last check").scrollIntoViewIfNeeded(),
      };

      findings.push(...(await judgeInLooks(page, shown, twoLooks)));
      await part.getByRole("button", { name: "Keep a version" }).click();
      await dialog.getByLabel("Version").fill("latest");
      await dialog.getByLabel("Mirror folder").fill("mirror");
      await keepIt.click();
      await dialog.getByText("Give a version such as 24.10.4 or 25.01.0-edge.").waitFor();
      await dialog.getByLabel("Version").fill("23.04.5");
      await dialog.getByLabel("Mirror folder").fill("/elsewhere");
      await keepIt.click();
      await dialog.getByText("/elsewhere on gadi-login-03 has no Nextflow 23.04.5.").waitFor();
      await dialog.getByText("Check the path on the cluster.").waitFor();
      findings.push(...(await judgePage(page, "nextflow-keep-failed-360-dark")));
      await dialog.getByLabel("Mirror folder").fill("/slow");
      await keepIt.click();
      await dialog.getByText("Copying Nextflow 23.04.5: 38.1 MB of 114 MB.").waitFor();
      findings.push(...(await judgePage(page, "nextflow-copy-360-dark")));
      await dialog.getByRole("button", { name: "Stop" }).click();
      await dialog.getByText("It was stopped, and nothing is kept.").waitFor();
      await dialog.getByLabel("Mirror folder").fill("/mirror");
      await keepIt.click();
      await dialog.getByText("Its checksum agrees with the one in the mirror.").waitFor();
      findings.push(...(await judgePage(page, "nextflow-kept-360-dark")));
      await dialog.getByRole("button", { name: "Done" }).click();
      await part.getByRole("button", { name: "Keep a version" }).click();
      const remembered = await dialog.getByLabel("Mirror folder").inputValue();
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await dialog.waitFor({ state: "detached" });
      await turn(page, atDesk);
      await part.getByRole("button", { name: "Make default 23.04.5" }).click();
      await part.getByText("Launches that name no version get 23.04.5.").waitFor();
      await part.getByRole("button", { name: "Remove Nextflow 24.10.4" }).click();
      await dialog.getByText("It is taken out of the folder of gadi.").waitFor();
      findings.push(...(await judgePage(page, "nextflow-drop-1440-light")));
      await dialog.getByRole("button", { name: "Remove" }).click();
      await part.getByRole("button", { name: "Remove Nextflow 24.10.4" }).waitFor({ state: "detached" });
      findings.push(...(await judgePage(page, "nextflow-chosen-1440-light")));
      await page.getByRole("link", { name: "Launch here" }).click();
      await page.getByRole("combobox", { name: "Nextflow version" }).focus();
      await page.getByText("Empty: 23.04.5, as the environment says.").waitFor();

      // The one that had it, not those that failed.
      expect(remembered).toBe("/mirror");
      expect(mock.state.nextflow.get("env-gadi")).toEqual({ chosen: "23.04.5", kept: ["23.04.5"] });
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test(
    "a cluster that is not available is asked for versions when somebody wants it; what it does not say is told",
    browserTimeout,
    async () => {
      await using visitor = await visit();
      const { page, mock } = visitor;
      const asked = () => mock.calls.filter((call) => call.includes("nextflow-versions"));
      const part = page.getByRole("region", { name: "Nextflow", exact: true });
      mock.state.offerTrouble = "The cluster did not say it in time.";

      await page.goto("/user/jane/compute-envs/env-spartan");
      const ask = part.getByRole("button", { name: "Ask the cluster" });
      await ask.waitFor();
      const before = asked();
      await ask.click();
      await part.getByText("The cluster did not say which versions it has.").waitFor();
      const findings = await judgePage(page, "nextflow-unanswered-1440-light");
      mock.state.offerTrouble = undefined;
      await part.getByRole("button", { name: "Try again" }).click();
      await part.getByText("nextflow/25.10.2").waitFor();

      expect(before).toEqual([]);
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("a file makes an environment through the form; a file that is none of this server says why not", browserTimeout, async () => {
    await using visitor = await visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const [gadi] = mock.state.environments;
    const good = {
      ...JSON.parse(exportText({ config: gadi?.config ?? emptyConfig, labels: [] })),
      labels: [{ name: "prod" }, { name: "away" }],
    };
    const choose = (name: string, text: string) =>
      page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
    const alert = page.getByRole("alert");

    await page.goto("/user/jane/compute-envs");
    await page.getByRole("link", { name: "Import" }).click();
    await page.getByRole("heading", { name: "Import compute environment", level: 1 }).waitFor();
    findings.push(...(await judgePage(page, "environment-import-1440-light")));
    await choose("large.json", " ".repeat(5_000_000));
    await alert.getByText("large.json is not imported. The file has 4.8 MB").waitFor();
    await choose("secret.json", JSON.stringify({ ...good, apiKey: "canary-in-a-file" }));
    await alert.getByText("The file has secrets in it: apiKey.").waitFor();
    expect(await page.content()).not.toContain("canary-in-a-file");
    await dropFile(page, { name: "aws.json", text: JSON.stringify({ discriminator: "aws-batch" }) });
    await alert.getByText("Environments of the platform aws-batch are not offered by this server.").waitFor();
    await turn(page, onPhone);
    findings.push(...(await judgePage(page, "environment-import-refused-360-dark")));
    const launchRules = { cpus: { allow: "within", max: 4 } };
    await dropFile(page, { name: "gadi.json", text: JSON.stringify({ ...good, waveEnabled: true, postern: { launchRules } }) });
    await alert.getByText("This server does not know waveEnabled").waitFor();
    findings.push(...(await judgePage(page, "environment-import-unknown-360-dark")));
    await page.getByRole("button", { name: "Go on without them" }).click();
    await page.getByText("gadi.json: Slurm, 7 settings, what a launch may change, labels prod.").waitFor();
    await page.getByText("Labels that are not here, and are left out: away.").waitFor();
    await page.getByText("A compute environment named gadi already exists.").waitFor();
    findings.push(...(await judgePage(page, "environment-imported-360-dark")));
    await turn(page, atDesk);
    findings.push(...(await judgePage(page, "environment-imported-1440-light")));
    await page.getByLabel("Name", { exact: true }).fill("gadi-2");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Choose the credential that reaches the cluster.").waitFor();
    await page.getByLabel("Credential").selectOption("gadi-agent");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "gadi-2", level: 1 }).waitFor();

    const made = mock.state.environments.find(({ name }) => name === "gadi-2");
    expect(made?.config).toEqual(gadi?.config);
    expect(made?.labels.map(({ name }) => name)).toEqual(["prod"]);
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});

/** As by a person who drags a file over the page and lets it go. */
async function dropFile(page: Page, file: { readonly name: string; readonly text: string }): Promise<void> {
  const dataTransfer = await page.evaluateHandle(({ name, text }) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name, { type: "application/json" }));
    return carried;
  }, file);
  await page.dispatchEvent(".file-drop", "drop", { dataTransfer });
}
