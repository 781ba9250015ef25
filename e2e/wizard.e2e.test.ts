import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { ListTasksResponse, Static } from "@postern/contracts";
import { ensureDebianPackages, sshKeygen, startGridEngine, startLoginNode, startSshd } from "@postern/testing";
import type { GridEngineFixture, SshdFixture } from "@postern/testing";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openPage } from "./support/browser.ts";
import type { OpenPage } from "./support/browser.ts";
import { countInputs, promisedInputs } from "./support/counted-person.ts";
import type { Inputs } from "./support/counted-person.ts";
import { quickTasks } from "./support/quick-tasks.ts";
import { realNextflow } from "./support/real-nextflow.ts";
import { runPostern } from "./support/run-postern.ts";
import { untilListed, untilRun } from "./support/steps.ts";
import { systemForFile } from "./support/system-for-file.ts";
import { untilAvailable } from "./support/until-available.ts";

const system = systemForFile(async () => ({ scheduler: "slurm", programFolders: [await realNextflow()] }));
const rosa = { email: "rosa@example.org", password: "another horse battery" };
const greet = `process GREET {
  output: stdout
  script: "echo Hello from a task"
}
workflow { GREET | view }
`;

interface Cluster {
  readonly platform: string;
  /** The environment of a session there, with the commands of its scheduler. */
  readonly env: Readonly<Record<string, string>> & { readonly PATH: string };
  readonly config: string;
}

describe("from an address or an agent to a run", () => {
  let closing: AsyncDisposableStack;
  let opened: OpenPage;
  let nextflow: string;
  let gridEngine: GridEngineFixture;
  /** Of the one key that all hosts know. */
  let line: string;
  beforeAll(async () => {
    await ensureDebianPackages(["openssh-client", "openssh-server", "gridengine-master", "gridengine-exec", "gridengine-client"]);
    closing = new AsyncDisposableStack();
    nextflow = await realNextflow();
    gridEngine = closing.use(await startGridEngine());
    await writeFile(join(system().home, "greet.nf"), greet);
  });
  afterAll(() => closing.disposeAsync());
  let brokenBy: string | undefined;
  beforeEach(({ skip }) => skip(brokenBy !== undefined, `after: ${brokenBy ?? ""}`));
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail" || brokenBy !== undefined) return;
    brokenBy = task.name;
    await opened.shoot("failed");
  });

  /** A browser of somebody who signs in for the first time; what they do is counted from the first page on. */
  async function arrive(story: string, { email, password }: { readonly email: string; readonly password: string }): Promise<() => Inputs> {
    opened = closing.use(await openPage(system().server.url, story));
    const { page } = opened;
    const count = await countInputs(page.context());
    await page.goto("/");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Connect a cluster" }).click();
    return count;
  }

  /** A host of its own for sessions with this environment. */
  async function startHost(env: Readonly<Record<string, string | undefined>>): Promise<SshdFixture> {
    const words = Object.entries(env).map(([name, value]) => `${name}=${value ?? ""}`);
    return closing.use(await startSshd({ settings: [`SetEnv ${words.join(" ")}`] }));
  }

  const addressOf = ({ user, host, port }: SshdFixture): string => `${user}@${host}:${String(port)}`;

  /** The key that the page shows is the one that the host has. */
  async function trust(page: Page, sshd: SshdFixture): Promise<void> {
    const fingerprint = /SHA256:\S+/.exec(await sshKeygen(["-lf", join(sshd.folder, "host-key.pub")]))?.[0] ?? "";
    await page.getByText(fingerprint, { exact: true }).waitFor();
    await page.getByRole("button", { name: "It is the same: trust it and go on" }).click();
  }

  /** The script that starts the agent, with a token, into a shell whose environment differs by this from that of the cluster. */
  async function pasteScript(page: Page, env: Readonly<Record<string, string | undefined>> = {}): Promise<void> {
    await page.getByRole("button", { name: "Make a token for this agent" }).click();
    await page.getByRole("button", { name: "Token is in the script" }).waitFor();
    await page.getByRole("button", { name: "Copy the script" }).click();
    const script = await page.evaluate(() => navigator.clipboard.readText());
    await system().startAgent(script, /postern-agent'? '([^']+)'/.exec(script)?.[1] ?? "", env);
  }

  async function launchHere(page: Page, runName: string): Promise<void> {
    await page.getByRole("link", { name: "Launch here" }).click();
    await page.getByLabel("Pipeline", { exact: true }).fill(join(system().home, "greet.nf"));
    await page.getByLabel("Run name").fill(runName);
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    await page.getByRole("heading", { name: runName }).waitFor();
    await opened.shoot(runName);
  }

  test("through an agent, the first green environment takes no more than the guide says", async () => {
    const passwordFile = join(system().dir, "rosa");
    await writeFile(passwordFile, rosa.password, { mode: 0o600 });
    const words = ["user", "create", "--data-dir", system().server.dataDir, "--email", rosa.email, "--password-file", passwordFile];
    expect(await runPostern(words)).toMatchObject({ exitCode: 0 });
    const count = await arrive("wizard-agent", rosa);
    const { page } = opened;

    await page.getByRole("button", { name: "Connect an agent" }).click();
    await pasteScript(page);
    await page.getByRole("heading", { name: "The environment" }).waitFor();
    await opened.shoot("proposal");
    const platform = await page.getByLabel("Platform").inputValue();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await untilAvailable(page);
    await opened.shoot("available");

    expect(platform).toBe("slurm-platform");
    expect(count()).toEqual(await promisedInputs("connect-a-cluster.md"));
    expect(opened.complaints).toEqual([]);
  });

  test("by SSH, with a key that is made on the way, the first one takes no more than the guide says, and a run is launched on it as it is", async () => {
    const { HOME, PATH, SLURM_CONF } = system().clusterEnv;
    const sshd = await startHost({ HOME, PATH, SLURM_CONF });
    const count = await arrive("wizard-ssh", system());
    const { page } = opened;

    await page.getByLabel("Where is the cluster?").fill(addressOf(sshd));
    await page.getByRole("button", { name: "Look", exact: true }).click();
    await trust(page, sshd);
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByRole("button", { name: "Copy the line" }).click();
    line = await page.evaluate(() => navigator.clipboard.readText());
    await sshd.authorize([line]);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "The environment" }).waitFor();
    await opened.shoot("proposal");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await untilAvailable(page);
    await opened.shoot("available");
    const inputs = count();
    await launchHere(page, "on-slurm");

    expect(line).toMatch(/^restrict(?:,from="[^"]+")? ssh-ed25519 /);
    expect(inputs).toEqual(await promisedInputs("connect-a-cluster-by-ssh.md"));
    expect(opened.complaints).toEqual([]);
  });

  /** What a head job gets from a module elsewhere. */
  const preRun = (): string => `export PATH=${nextflow}:$PATH NXF_HOME=${system().home}/.nextflow`;

  async function openWizard(page: Page): Promise<void> {
    await page.getByRole("link", { name: "Environments", exact: true }).click();
    await page.locator("header.page-header").getByRole("link", { name: "Add compute environment" }).click();
  }

  /** From what was found to a run. @returns the platform that was proposed */
  async function addAndLaunch(page: Page, name: string, config: string): Promise<string> {
    await page.getByRole("heading", { name: "The environment" }).waitFor();
    const proposed = await page.getByLabel("Platform").inputValue();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByText("More settings:").click();
    await page.getByLabel("Pre-run script").fill(preRun());
    await page.getByLabel("Nextflow config").fill(config);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await untilAvailable(page);
    await launchHere(page, `on-${name}`);
    return proposed;
  }

  test.each(["grid-engine", "pbs", "torque", "lsf", "moab"] as const)("from the wizard a run is launched on %s", async (kind) => {
    const { page } = opened;
    const { platform, env, config } = await startCluster(kind);
    const home = join(system().dir, kind);
    await mkdir(home);
    const sshd = await startHost({ HOME: home, ...env, PATH: `${env.PATH}:${nextflow}` });
    await sshd.authorize([line]);

    await openWizard(page);
    await page.getByLabel("Where is the cluster?").fill(addressOf(sshd));
    await page.getByRole("button", { name: "Look", exact: true }).click();
    await trust(page, sshd);
    const proposed = await addAndLaunch(page, kind, config);

    expect(proposed).toBe(platform);
    expect(opened.complaints).toEqual([]);
  });

  test("through an agent that is a job there, from the wizard a run is launched on grid-engine", async () => {
    const { page } = opened;
    const { platform, env, config } = await startCluster("grid-engine");

    await openWizard(page);
    await page.getByRole("button", { name: "Connect an agent" }).click();
    await page.getByText("Grid Engine", { exact: true }).click();
    await page.getByRole("region", { name: "Agent script" }).getByText("qsub").waitFor();
    await pasteScript(page, { ...env, PATH: `${env.PATH}:${nextflow}`, SLURM_CONF: undefined });
    const proposed = await addAndLaunch(page, "grid-engine-by-agent", config);

    expect(proposed).toBe(platform);
    expect(opened.complaints).toEqual([]);
  });

  test("each of these runs comes to its end, with its task as a job of the scheduler that was found", async () => {
    const { api } = system();
    const ends = await Promise.all(
      ["slurm", "grid-engine", "pbs", "torque", "lsf", "moab", "grid-engine-by-agent"].map(async (name) => {
        const { workflow } = await untilRun(api, await untilListed(api, `on-${name}`), "SUCCEEDED");
        const { tasks } = await api.get<Static<typeof ListTasksResponse>>(`/api/workflow/${workflow.id ?? ""}/tasks`);
        return [workflow.runName, workflow.status, ...tasks.map(({ task }) => `${task.status} by ${task.executor ?? ""}`)].join(" ");
      }),
    );

    expect(ends).toEqual([
      "on-slurm SUCCEEDED COMPLETED by slurm",
      "on-grid-engine SUCCEEDED COMPLETED by sge",
      "on-pbs SUCCEEDED COMPLETED by pbspro",
      "on-torque SUCCEEDED COMPLETED by pbs",
      "on-lsf SUCCEEDED COMPLETED by lsf",
      "on-moab SUCCEEDED COMPLETED by moab",
      "on-grid-engine-by-agent SUCCEEDED COMPLETED by sge",
    ]);
  });

  /** Grid Engine is a real one; the others behave as their manuals say. Tasks are jobs of their own on all of them. */
  async function startCluster(kind: "grid-engine" | "pbs" | "torque" | "lsf" | "moab"): Promise<Cluster> {
    if (kind === "grid-engine") {
      // Its queues start jobs in their own shell, and not in that of the first line.
      return {
        platform: "uge-platform",
        env: { PATH: gridEngine.path, ...gridEngine.env },
        config: `${quickTasks}process.clusterOptions = '-S /bin/bash'\n`,
      };
    }
    const node = closing.use(await startLoginNode(kind));
    return { platform: platforms[kind], env: node.env, config: quickTasks };
  }
});

const platforms = { pbs: "altair-platform", torque: "altair-platform", lsf: "lsf-platform", moab: "moab-platform" } as const;
