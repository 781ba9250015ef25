import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import type { DescribeWorkflowResponse, ListTasksResponse, Static } from "@postern/contracts";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openPage } from "./support/browser.ts";
import type { OpenPage } from "./support/browser.ts";
import { quickTasks } from "./support/quick-tasks.ts";
import { realNextflow } from "./support/real-nextflow.ts";
import { systemForFile } from "./support/system-for-file.ts";
import { untilAvailable } from "./support/until-available.ts";

const hello = fileURLToPath(new URL("../examples/hello", import.meta.url));
const system = systemForFile(async () => ({ scheduler: "slurm", programFolders: [await realNextflow()] }));
const runDeadlineMs = 240_000;

// One person in one browser: each test goes on where the one before it stopped.
describe("the first line, in a browser", () => {
  let opened: OpenPage;
  let page: Page;
  beforeAll(async () => {
    opened = await openPage(system().server.url, "first-line");
    page = opened.page;
  });
  afterAll(() => opened[Symbol.asyncDispose]());
  let brokenBy: string | undefined;
  beforeEach(({ skip }) => skip(brokenBy !== undefined, `after: ${brokenBy ?? ""}`));
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail" || brokenBy !== undefined) return;
    brokenBy = task.name;
    await opened.shoot("failed");
  });

  test("a person signs in, and is told what to do first", async () => {
    await page.goto("/");
    await page.getByLabel("E-mail address").fill(system().email);
    await page.getByLabel("Password").fill(system().password);
    await opened.shoot("sign-in");
    await page.getByRole("button", { name: "Sign in" }).click();

    await page.getByRole("heading", { name: "Runs", exact: true }).waitFor();
    await opened.shoot("no-runs");
  });

  test("R2 R3 R4 R12 R13 R14 R15 R17: the form stays open while the agent starts, shows that it has arrived, and leads on", async () => {
    await page.getByRole("button", { name: /your account/ }).click();
    await page.getByRole("menuitem", { name: "Your credentials" }).click();
    await page.getByRole("heading", { name: "Your credentials" }).waitFor();
    await opened.shoot("no-credentials");
    await page.getByRole("link", { name: "Add credentials" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("tiny cluster");
    await page.getByText("Use letters, digits, dashes and underscores only.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("tiny-cluster");
    await page.getByText("free").waitFor();
    expect(await page.getByRole("combobox", { name: "Provider" }).inputValue()).toBe("Tower Agent");
    expect(await page.getByLabel("Shared agent").isChecked()).toBe(false);
    await page.getByText("waiting for the agent").waitFor();
    await page.getByRole("button", { name: "Make a token for this agent" }).click();
    await page.getByRole("button", { name: "Token is in the script" }).waitFor();
    await opened.shoot("waiting-for-agent");
    await page.getByRole("button", { name: "Copy the script" }).click();
    const script = await page.evaluate(() => navigator.clipboard.readText());
    const connectionId = await page.getByLabel("Connection ID", { exact: true }).inputValue();

    expect(script).toContain("sbatch ");
    await system().startAgent(script, connectionId);

    await page.getByText(/arrived: \S+ as \S+, v/).waitFor();
    await page.getByRole("list", { name: "Checks of the agent" }).getByText("is there and writable").waitFor();
    await opened.shoot("arrived");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "tiny-cluster", level: 1 }).waitFor();
    await untilAvailable(page);
    await page.getByText(/^online: \S+ as \S+, v/).waitFor();
    await opened.shoot("credential-available");
  });

  test("an environment on it is checked step by step, and is available", async () => {
    await page.getByRole("link", { name: "Add compute environment" }).click();
    // The real Slurm is looked at through the agent, and fills the form in.
    await page.getByRole("heading", { name: "The environment" }).waitFor();
    await page.getByLabel("Name", { exact: true }).fill("tiny");
    expect(await page.getByLabel("Platform").inputValue()).toBe("slurm-platform");
    await expect.poll(() => page.getByLabel("Credential").locator("option:checked").textContent()).toBe("tiny-cluster");
    expect(await page.getByLabel("Work directory").inputValue()).toBe("$TW_AGENT_WORKDIR");
    await page.getByText(/^The cluster offers \d+ queue/).waitFor();
    await page.getByRole("combobox", { name: "Head queue" }).fill("mai");
    await page.getByRole("option", { name: /^main/ }).click();
    await page.getByText("More settings").click();
    await page.getByLabel("Nextflow config").fill(quickTasks);
    await opened.shoot("environment-form");
    await page.getByRole("button", { name: "Add", exact: true }).click();

    const steps = page.getByRole("list", { name: "Steps of the check" });
    await steps.getByRole("button", { name: /steps passed$/ }).click();
    await steps.getByText("Slurm").first().waitFor();
    await opened.shoot("environment-checking");
    await steps.getByText(/Nextflow 24\.10/).waitFor();
    await page.getByText("Available").first().waitFor();
    // What its compute node saw came by a job.
    await steps.getByText(/^Ran on /).waitFor();
    await steps.getByText(/ reaches http.* directly/).waitFor();
    await page.getByText("primary", { exact: true }).waitFor();
    await opened.shoot("environment-available");
  });

  test("a launch shows live progress, every task, the log, and its success", async () => {
    await page.getByRole("link", { name: "Launch here" }).click();
    await page.getByLabel("Pipeline", { exact: true }).fill(hello);
    await page.getByLabel("Run name").fill("first-line");
    await opened.shoot("launch-form");
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    await page.getByRole("heading", { name: "first-line" }).waitFor();
    await opened.shoot("run-submitted");

    await page.getByText("Running", { exact: true }).first().waitFor();
    await page.locator('[role=progressbar][aria-label=COUNT]:not([aria-valuenow="0"]):not([aria-valuenow="100"])').waitFor();
    await opened.shoot("run-running");
    await page.getByRole("tab", { name: "Log" }).click();
    await page.getByRole("log").getByText("Submitted process > SPLIT").waitFor();
    await opened.shoot("run-log-growing");
    expect(await endOfRun(page)).toBe("Succeeded");

    await page.getByRole("log").getByText("Submitted process > REPORT").waitFor();
    await opened.shoot("run-log");
    await page.getByRole("tab", { name: "Tasks" }).click();
    await page.getByText("100 % of 32 tasks").waitFor();
    await page.getByText("1–25 of 32").waitFor();
    await opened.shoot("run-tasks");
    await page.getByTitle("Show the tasks of REPORT").click();
    await page.getByText("1–1 of 1").waitFor();
    await page.getByRole("row", { name: /REPORT/ }).click();
    await page.getByRole("region", { name: "Command" }).getByText("write-report").waitFor();
    await opened.shoot("task-panel");
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Configuration" }).click();
    await opened.shoot("run-configuration");
    await page.getByRole("tab", { name: "Info" }).click();
    await opened.shoot("run-info");
  });

  test("the rows of the tasks are what the pipeline did", async () => {
    const runId = new URL(page.url()).pathname.split("/").at(-1) ?? "";

    const { tasks } = await system().api.get<Static<typeof ListTasksResponse>>(`/api/workflow/${runId}/tasks?max=100`);

    const counts = new Map<string | null, number>();
    for (const { task } of tasks) counts.set(task.process, (counts.get(task.process) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ SPLIT: 5, COUNT: 15, MERGE: 5, DRAW: 5, COMPARE: 1, REPORT: 1 });
    for (const { task } of tasks) {
      expect(task).toMatchObject({ status: "COMPLETED", exit: 0, executor: "slurm", nativeId: expect.stringMatching(/^\d+$/) });
      expect(task.name).toMatch(new RegExp(`^${task.process ?? ""}( \\(.+\\))?$`));
    }
  });

  test("the link that Nextflow prints opens the run", async () => {
    const runId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    const { workflow } = await system().api.get<DescribeWorkflowResponse>(`/api/workflow/${runId}`);
    const log = await system().api.ask("GET", `/api/workflow/${runId}/download?fileName=nf-${runId}.txt`);
    const watchUrl = /https?:\/\/\S+\/watch\/\w+/.exec(String(log.body))?.[0] ?? "";

    await page.goto(watchUrl);

    await page.getByRole("heading", { name: workflow.runName }).waitFor();
    await page.getByText("Succeeded", { exact: true }).first().waitFor();
    expect(await page.title()).toBe("first-line · Runs · Postern");
  });

  test("the same pipeline runs from a Git repository", async () => {
    const repository = await makeBareRepository(join(system().dir, "repositories"));
    await page.getByRole("link", { name: "Launch", exact: true }).first().click();
    await page.getByLabel("Pipeline", { exact: true }).fill(`file:${repository}`);
    await page.getByLabel("Revision", { exact: true }).fill("main");
    await page.getByLabel("Run name").fill("from-git");
    await page.getByLabel("Parameters", { exact: true }).fill('{"languages": "de", "nap": 0}');
    await opened.shoot("launch-from-git");
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    await page.getByRole("heading", { name: "from-git" }).waitFor();

    expect(await endOfRun(page)).toBe("Succeeded");

    await opened.shoot("run-from-git");
    await page.getByRole("link", { name: "Runs" }).first().click();
    await page.getByRole("link", { name: "first-line" }).waitFor();
    await opened.shoot("runs");
  });

  test("the agent has a page: what it serves and did, its name, and a revocation that is taken back", async () => {
    await page.getByRole("link", { name: "Agents" }).click();
    await page.getByRole("table").getByText("Online", { exact: true }).waitFor();
    await page.getByRole("link", { name: "tiny", exact: true }).waitFor();
    await opened.shoot("agents");
    await page.getByRole("table").getByRole("link").first().click();
    await page.getByRole("region", { name: "Recent commands" }).getByText("squeue").first().waitFor();
    await page.getByText("Connected all the time").waitFor();
    await page.getByRole("img", { name: /^Since it first came: connected [^,]+$/ }).waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Name of the agent").fill("Tiny, login node");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Tiny, login node", level: 1 }).waitFor();
    await opened.shoot("agent");
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "tiny", exact: true }).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Revoked", { exact: true }).first().waitFor();
    await page.getByRole("region", { name: "Connections" }).getByText("Disconnected").first().waitFor();
    await opened.shoot("agent-revoked");
    await page.getByRole("button", { name: "Allow again" }).click();

    await page.getByRole("region", { name: "Connections" }).getByText("Allowed again").waitFor();
  });

  test("it looks as calm in the dark and on a phone, and nothing complained", async () => {
    await page.getByRole("link", { name: "Runs" }).first().click();
    await page.getByRole("link", { name: "first-line" }).click();
    await page.getByText("Succeeded", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: /colour|color|dark/i }).click();
    await opened.shoot("run-dark");
    await page.setViewportSize({ width: 360, height: 800 });
    await opened.shoot("run-dark-phone");

    expect(opened.complaints).toEqual([]);
  });
});

/** The word for how the run came out, once the page shows it. */
async function endOfRun(page: Page): Promise<string> {
  const state = page.getByText(/^(Succeeded|Failed|Cancelled)$/).first();
  await state.waitFor({ timeout: runDeadlineMs });
  return state.innerText();
}

async function makeBareRepository(dir: string): Promise<string> {
  const [work, bare] = [join(dir, "work"), join(dir, "hello.git")];
  await cp(hello, work, { recursive: true });
  const git = (...words: readonly string[]) =>
    promisify(execFile)("git", ["-c", "user.name=e2e", "-c", "user.email=e2e@localhost", ...words]);
  await git("init", "--quiet", "--initial-branch=main", work);
  await git("-C", work, "add", "--all");
  await git("-C", work, "commit", "--quiet", "--message=hello");
  await git("clone", "--quiet", "--bare", work, bare);
  return bare;
}
