import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { GenerateSshKeyResponse, Static } from "@postern/contracts";
import { ensureDebianPackages, sshKeygen, startSshd } from "@postern/testing";
import type { SshdFixture } from "@postern/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openPage } from "./support/browser.ts";
import type { OpenPage } from "./support/browser.ts";
import { systemForFile } from "./support/system-for-file.ts";
import { untilAvailable } from "./support/until-available.ts";

const nextflowFolder = fileURLToPath(new URL("fixtures/stand-in-nextflow", import.meta.url));
const system = systemForFile(() => ({ scheduler: "slurm", programFolders: [nextflowFolder] }));

describe("a cluster over SSH, in a browser", () => {
  let opened: OpenPage;
  let page: Page;
  let sshd: SshdFixture;
  beforeAll(async () => {
    await ensureDebianPackages(["openssh-client", "openssh-server"]);
    const { HOME = "", PATH = "" } = system().clusterEnv;
    sshd = await startSshd({ settings: [`SetEnv HOME=${HOME} PATH=${PATH} SLURM_CONF=${system().slurm?.env.SLURM_CONF ?? ""}`] });
    opened = await openPage(system().server.url, "ssh-line");
    page = opened.page;
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });

  async function changeHostKey(): Promise<void> {
    await sshd.kill();
    await rm(join(sshd.folder, "host-key"));
    await sshKeygen(["-q", "-t", "ed25519", "-N", "", "-f", join(sshd.folder, "host-key")]);
    await sshd.restart();
  }

  /** As `ssh-keygen -lf` shows it to an administrator. */
  async function fingerprintOfHost(): Promise<string> {
    const said = await sshKeygen(["-lf", join(sshd.folder, "host-key.pub")]);
    return /SHA256:\S+/.exec(said)?.[0] ?? "";
  }

  test("R9: the form leads to a green check, and the cluster says over SSH what it offers", async () => {
    const key = await system().api.post<Static<typeof GenerateSshKeyResponse>>("/api/postern/v1/credentials/generate-ssh-key", {
      name: "tiny-key",
    });
    await sshd.authorize([key.authorizedKeysLine]);

    await page.goto("/");
    await page.getByLabel("E-mail address").fill(system().email);
    await page.getByLabel("Password").fill(system().password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Runs", exact: true }).waitFor();
    await page.goto("/user/ada/compute-envs/new?by=hand");
    await page.getByLabel("Name", { exact: true }).fill("tiny");
    await page.getByLabel("Credential").selectOption("tiny-key");
    await page.getByRole("region", { name: "Line for authorized_keys" }).getByText(key.authorizedKeysLine).waitFor();
    await page.getByLabel("Login node").fill(sshd.host);
    await page.getByLabel("Port").fill(String(sshd.port));
    await page.getByLabel("User name").fill(sshd.user);
    await page.getByLabel("Work directory").fill(system().home);
    await page.getByRole("combobox", { name: "Head queue" }).fill("main");
    await opened.shoot("form");
    await page.getByRole("button", { name: "Add", exact: true }).click();

    await untilAvailable(page);
    const keys = page.getByRole("region", { name: "Host keys" });
    await keys.getByText(await fingerprintOfHost()).waitFor();
    await keys.getByText(/^pinned at the first sign-in, for ada, and compared by nobody/).waitFor();
    await page.getByRole("button", { name: "Change what it asks for" }).click();
    await page.getByText(/^The cluster offers \d+ queue/).waitFor();
    await page.getByLabel("Wall time").fill("1 h");
    await opened.shoot("offer");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("region", { name: "Nextflow job" }).getByText("1 h", { exact: true }).waitFor();
  });

  test("another host key stops everything, and is taken for a reason by whoever types the name of the host", async () => {
    const old = await fingerprintOfHost();
    await changeHostKey();
    const fresh = await fingerprintOfHost();

    await page.getByRole("button", { name: "Check again" }).click();
    const keys = page.getByRole("region", { name: "Host keys" });
    await keys.getByText("shows another key than the one that is trusted.").waitFor();
    await opened.shoot("changed");
    await keys.getByRole("button", { name: "Look into it" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(old).waitFor();
    await dialog.getByText(fresh).waitFor();
    await dialog.getByLabel("Why it has changed").fill("The test made another one.");
    await dialog.getByLabel(`Type ${sshd.host} to confirm`).fill(sshd.host);
    await dialog.getByRole("button", { name: "Trust the new key" }).click();

    await keys.getByText(/^put in the place of another one by ada/).waitFor();
    // It is checked again by itself.
    await untilAvailable(page);
    await opened.shoot("trusted");
    expect(await keys.getByText(old).count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });

  test("a Nextflow is kept from a mirror on the cluster and made default, and a secret variable is set, on its page", async () => {
    const mirror = join(system().home, "mirror");
    const program = `#!/bin/sh\n# ${"x".repeat(5_000_000)}\n`;
    await mkdir(mirror);
    await writeFile(join(mirror, "nextflow-24.10.4-dist"), program);
    await writeFile(join(mirror, "nextflow-24.10.4-dist.sha256"), createHash("sha256").update(program).digest("hex"));
    const dialog = page.getByRole("dialog");
    const versions = page.getByRole("region", { name: "Nextflow", exact: true });
    const secrets = page.getByRole("region", { name: "Secret variables" });

    await versions.getByRole("button", { name: "Keep a version" }).click();
    await dialog.getByLabel("Version").fill("24.10.5");
    await dialog.getByLabel("Mirror folder").fill(mirror);
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await dialog.getByText("has neither nextflow-24.10.5-dist nor nextflow-24.10.5-all").waitFor();
    await opened.shoot("not-in-the-mirror");
    await dialog.getByLabel("Version").fill("24.10.4");
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await dialog.getByText("Its checksum agrees with the one in the mirror.").waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();
    await versions.getByText("kept on the cluster").waitFor();
    await versions.getByRole("button", { name: "Make default 24.10.4" }).click();
    await versions.getByText("Launches that name no version get 24.10.4.").waitFor();
    await opened.shoot("kept-version");
    await secrets.getByRole("button", { name: "Change secret variables" }).click();
    await dialog.getByRole("button", { name: "Add secret variable" }).click();
    await dialog.getByLabel("Name of secret variable 1").fill("TINY_KEY");
    await dialog.getByLabel("Value of TINY_KEY", { exact: true }).fill("canary-of-the-page");
    await dialog.getByRole("button", { name: "Save" }).click();
    await secrets.getByText("kept, for Nextflow").waitFor();
    await opened.shoot("secret-variable");

    expect(await readFile(join(system().home, ".postern", "nextflow", "24.10.4", "nextflow"), "utf8")).toBe(program);
    expect(await page.content()).not.toContain("canary-of-the-page");
    expect(opened.complaints).toEqual([]);
  });

  test("a jump host is put before it on its page, with the line that the page shows for it", async () => {
    await using gate = await startSshd({ settings: ["ForceCommand /bin/false"], hasSftp: false });

    await page.getByRole("button", { name: "Change jump hosts" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Add jump host" }).click();
    await dialog.getByLabel("Host name").fill(gate.host);
    await dialog.getByLabel("Port").fill(String(gate.port));
    await dialog.getByLabel("User name").fill(gate.user);
    const line = dialog.getByRole("region", { name: "Line for authorized_keys of jump host 1" });
    await line.getByText(`permitopen="${sshd.host}:${String(sshd.port)}"`).waitFor();
    await gate.authorize([await line.innerText()]);
    await opened.shoot("jump-host");
    await dialog.getByRole("button", { name: "Save" }).click();

    const steps = page.getByRole("list", { name: "Steps of the check" });
    await steps.getByRole("button", { name: /steps passed$/ }).click();
    await steps.getByText(`Signed in as ${gate.user} on ${gate.host}, then ${sshd.user} on ${sshd.host}.`).waitFor();
    const keys = page.getByRole("region", { name: "Host keys" });
    await keys.getByText(/^pinned at the first sign-in, for ada/).waitFor();
    await steps
      .getByText(/Nextflow 2[45]/)
      .first()
      .waitFor();
    await untilAvailable(page);
    await opened.shoot("behind-jump-host");
    expect(opened.complaints).toEqual([]);
  });

  test("what is there is edited, labelled, taken out of use, and stands in the form of a second one", async () => {
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Description").fill("Ask ada.");
    await page.getByLabel("Jobs at a time").fill("50");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "tiny", level: 1 }).waitFor();
    await page.getByRole("region", { name: "Settings" }).getByText("50", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Change labels" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Find or make a label" }).fill("tier=gold");
    await dialog.getByRole("option", { name: "tier=gold make this label" }).click();
    await dialog.getByRole("button", { name: "Take off tier=gold" }).waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("region", { name: "Labels" }).getByRole("link", { name: "tier=gold" }).waitFor();
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    await page.getByRole("menuitem", { name: "Disable" }).click();
    await dialog.getByRole("button", { name: "Disable" }).click();
    await page.getByText("Disabled", { exact: true }).waitFor();
    await opened.shoot("disabled");
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await page.getByRole("heading", { name: "Duplicate tiny", level: 1 }).waitFor();
    const copied = [await page.getByLabel("Description").inputValue(), await page.getByLabel("Jobs at a time").inputValue()];
    await page.getByRole("link", { name: "Labels", exact: true }).click();
    await page.getByRole("row", { name: /tier/ }).getByRole("link", { name: "1" }).click();
    await page.getByRole("link", { name: "tiny", exact: true }).waitFor();
    await opened.shoot("found-by-label");

    expect(copied).toEqual(["Ask ada.", "50"]);
    expect(new URL(page.url()).searchParams.get("search")).toBe('label:"tier=gold"');
  });
});
