import type { CheckProposal } from "@postern/contracts";
import { expect, test } from "vitest";
import { browserTimeout, describeInChromium } from "../mock/in-chromium.ts";
import { judgePage } from "../mock/judge-page.ts";
import { atDesk, onPhone, openParts, turn } from "../mock/look-at-pages.ts";
import { freshKey, otherKey, putSshEnvironment } from "../mock/ssh-environment.ts";

describeInChromium("environments", (visit) => {
  test(
    "queues and accounts are chosen from what the cluster offers, or typed; what the job asks for is changed later",
    browserTimeout,
    async () => {
      await using visitor = await visit();
      const { page, mock } = visitor;
      const findings: string[] = [];

      await page.goto("/user/jane/compute-envs/new?by=hand");
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
      await turn(page, onPhone);
      findings.push(...(await judgePage(page, "environment-form-360-dark")));
      await page.getByLabel("Memory").fill("4 GB");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("heading", { name: "second", level: 1 }).waitFor();
      const part = page.getByRole("region", { name: "Nextflow job" });
      await openParts(page, "Jobs");
      await part.getByText("4 GB").waitFor();
      await openParts(page, "Runs");
      const questions = page.getByRole("region", { name: "Questions to the scheduler" });
      await questions.getByText("every 30 s, last").waitFor();
      await questions.getByText("2 of at most 30 questions").waitFor();

      mock.state.offerTrouble = "No agent is connected as gadi.";
      await page.goBack();
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

  test("a directory that the check misses is made with one click, and the check begins anew", browserTimeout, async () => {
    await using visitor = await visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const make = page.getByRole("button", { name: "Make what is missing" });

    await page.goto("/user/jane/compute-envs/env-spartan");
    await make.waitFor();
    findings.push(...(await judgePage(page, "environment-directory-1440-light")));
    await turn(page, onPhone);
    findings.push(...(await judgePage(page, "environment-directory-360-dark")));
    await make.click();
    await page.getByRole("button", { name: "Checking …" }).waitFor();

    expect(mock.calls.filter((call) => call.includes("/directories"))).toHaveLength(1);
    expect(await make.count()).toBe(0);
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("what the check found is used with one click, which can be taken back", browserTimeout, async () => {
    await using visitor = await visit();
    const { page, mock } = visitor;
    const check = mock.state.checks.get("env-gadi");
    const proposal: CheckProposal = {
      ...{ kind: "load-module", title: "Load nextflow/26.04.1", why: "Changes its line in the pre-run script." },
      config: { preRunScript: "module load nextflow/26.04.1" },
    };
    const failed = { status: "failed", cure: "Load it." } as const;
    const steps = (check?.steps ?? []).map((step) => (step.key === "nextflow" ? { ...step, ...failed, proposals: [proposal] } : step));
    if (check !== undefined) mock.state.checks.set("env-gadi", { ...check, steps });
    const scriptNow = () => mock.state.environments.find(({ id }) => id === "env-gadi")?.config.preRunScript;
    const before = scriptNow();

    await page.goto("/user/jane/compute-envs/env-gadi");
    await page.getByRole("button", { name: "Load nextflow/26.04.1" }).waitFor();
    const findings = [...(await judgePage(page, "environment-proposals-1440-light"))];
    await page.getByRole("button", { name: "Use Singularity" }).click();
    await page.getByText("Done: “Use Singularity”").waitFor();
    const used = mock.state.nodeSetups.get("env-gadi");
    findings.push(...(await judgePage(page, "environment-applied-1440-light")));
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Done: “Use Singularity”").waitFor({ state: "detached" });
    if (check !== undefined) mock.state.checks.set("env-gadi", { ...check, steps });
    await page.reload();
    await page.getByRole("button", { name: "Load nextflow/26.04.1" }).click();
    await page.getByText("Done: “Load nextflow/26.04.1”").waitFor();
    const loaded = scriptNow();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Done: “Load").waitFor({ state: "detached" });

    expect([used?.containerEngine, mock.state.nodeSetups.get("env-gadi")?.containerEngine]).toEqual(["singularity", null]);
    expect([loaded, scriptNow()]).toEqual(["module load nextflow/26.04.1", before]);
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a key is used at a host, as somebody; what only an agent has is not asked for", browserTimeout, async () => {
    await using visitor = await visit();
    const { page, mock } = visitor;
    const findings: string[] = [];

    await page.goto("/user/jane/compute-envs/new?by=hand");
    await page.getByLabel("Name", { exact: true }).fill("setonix");
    await page.getByLabel("Credential").selectOption("setonix-key");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("The name of the login node is needed.").waitFor();
    findings.push(...(await judgePage(page, "environment-ssh-form-1440-light")));
    await page.getByLabel("Login node").fill("jane@setonix.example.org");
    await page.getByText("the user name and the port have their own fields").waitFor();
    await page.getByLabel("Login node").fill("setonix.example.org");
    await page.getByLabel("User name").fill("js123");
    await page.getByLabel("Work directory").fill("/scratch/ab12/work");
    const asked = mock.calls.filter((call) => call.includes("cluster-offer"));
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "setonix", level: 1 }).waitFor();
    await page.getByText("It has shown no key yet: the check asks it for one.").waitFor();

    expect(asked).toEqual([]);
    expect(mock.state.environments[0]?.config).toMatchObject({ hostName: "setonix.example.org", port: 22, userName: "js123" });
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("jump hosts are given in their order, each with a key, and changed on the page of the environment", browserTimeout, async () => {
    await using visitor = await visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const groupOf = (place: number) => page.getByRole("group", { name: `Jump host ${String(place)}` });

    await page.goto("/user/jane/compute-envs/new?by=hand");
    await page.getByLabel("Name", { exact: true }).fill("setonix");
    await page.getByLabel("Credential").selectOption("setonix-key");
    await page.getByLabel("Login node").fill("setonix.example.org");
    await page.getByLabel("User name").fill("js123");
    await page.getByLabel("Work directory").fill("/scratch/ab12/work");
    const add = page.getByRole("button", { name: "Add jump host" });
    await add.click();
    await groupOf(1).getByLabel("Host name").fill("inner.example.org");
    await groupOf(1).getByLabel("User name").fill("js123");
    await add.click();
    await groupOf(2).getByLabel("Host name").fill("setonix.example.org");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await groupOf(2).getByText("The name of the account is needed.").waitFor();
    await groupOf(1).getByText('restrict,port-forwarding,permitopen="setonix.example.org:22" ssh-ed25519').waitFor();
    findings.push(...(await judgePage(page, "environment-jump-hosts-1440-light")));
    await groupOf(2).getByLabel("User name").fill("guest");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await groupOf(2).getByText("setonix.example.org is the host of the cluster itself.").waitFor();
    await turn(page, onPhone);
    findings.push(...(await judgePage(page, "environment-jump-hosts-360-dark")));
    await groupOf(2).getByLabel("Host name").fill("gate.example.org");
    await groupOf(2).getByLabel("Port").fill("2222");
    await page.getByRole("button", { name: "Pass jump host 2 earlier" }).click();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "setonix", level: 1 }).waitFor();
    const part = page.getByRole("region", { name: "Jump hosts" });
    await part.getByText("gate.example.org:2222 as guest, with setonix-key").waitFor();
    const { id = "" } = mock.state.environments[0] ?? {};
    const made = mock.state.jumpHosts.get(id);
    findings.push(...(await judgePage(page, "jump-hosts-360-dark")));

    await part.getByRole("button", { name: "Change jump hosts" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Remove jump host 2" }).click();
    findings.push(...(await judgePage(page, "jump-hosts-dialog-360-dark")));
    await turn(page, atDesk);
    findings.push(...(await judgePage(page, "jump-hosts-dialog-1440-light")));
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });

    const credentialsId = "cred-ssh";
    const outer = { hostName: "gate.example.org", port: 2222, userName: "guest", credentialsId };
    expect(made).toEqual([outer, { hostName: "inner.example.org", port: 22, userName: "js123", credentialsId }]);
    expect(mock.state.jumpHosts.get(id)).toEqual([outer]);
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("host keys are compared and confirmed; a changed one costs a reason and the name of the host", browserTimeout, async () => {
    await using visitor = await visit();
    const { page, mock } = visitor;
    const findings: string[] = [];
    const id = putSshEnvironment(mock.state);
    const hopOf = (host: string) => mock.state.hostKeys.get(id)?.find((hop) => hop.host === host);

    await page.goto(`/user/jane/compute-envs/${id}`);
    const part = page.getByRole("region", { name: "Host keys" });
    await part.getByText("setonix-02.example.org shows another key than the one that is trusted.").waitFor();
    findings.push(...(await judgePage(page, "host-keys-1440-light")));
    await part.getByRole("button", { name: "Compare and confirm" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub").waitFor();
    findings.push(...(await judgePage(page, "host-key-first-1440-light")));
    await dialog.getByRole("button", { name: "It is the same: trust it" }).click();
    await part.getByText(/^confirmed by jane/).waitFor();

    await turn(page, onPhone);
    await part.getByRole("button", { name: "Look into it" }).click();
    const trust = dialog.getByRole("button", { name: "Trust the new key" });
    await dialog.getByLabel("Type setonix-02.example.org to confirm").fill("setonix-02.example.org");
    expect(await trust.isDisabled()).toBe(true);
    findings.push(...(await judgePage(page, "host-key-changed-360-dark")));
    await dialog.getByLabel("Why it has changed").fill("Reinstalled on Tuesday, ticket 4711.");
    await trust.click();
    await part.getByText(/^put in the place of another one by jane/).waitFor();
    findings.push(...(await judgePage(page, "host-keys-360-dark")));

    await part.getByRole("button", { name: "Paste known_hosts" }).click();
    await dialog.getByLabel("Lines of known_hosts").fill("elsewhere ssh-ed25519 AAAA");
    await dialog.getByRole("button", { name: "Trust these keys" }).click();
    await dialog.getByText("The lines have no key for jump.example.org, setonix-02.example.org.").waitFor();
    await dialog
      .getByLabel("Lines of known_hosts")
      .fill("setonix-02.example.org ssh-rsa BBBB\n@cert-authority setonix-02.example.org ssh-ed25519 CCCC\nhalf a");
    await dialog.getByRole("button", { name: "Trust these keys" }).click();
    await dialog.getByText("Line 3 is not a line of known_hosts.").waitFor();
    findings.push(...(await judgePage(page, "host-keys-pasted-360-dark")));
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await part.getByText("authority whose certificates the host shows, ssh-ed25519").waitFor();
    findings.push(...(await judgePage(page, "host-authority-360-dark")));
    await turn(page, atDesk);
    findings.push(...(await judgePage(page, "host-authority-1440-light")));

    expect(hopOf("jump.example.org")?.keys).toMatchObject([{ fingerprint: freshKey, trust: "confirmed" }]);
    expect(hopOf("setonix-02.example.org")?.keys[0]).toMatchObject({ fingerprint: otherKey, trust: "replaced" });
    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test(
    "keys that cannot be read are said so; one that changed again while somebody compared it is not trusted",
    browserTimeout,
    async () => {
      await using visitor = await visit();
      const { page, mock } = visitor;
      const id = putSshEnvironment(mock.state);
      mock.state.hostKeyTrouble = "Something went wrong on our side.";

      await page.goto(`/user/jane/compute-envs/${id}`);
      await page.getByText("The host keys could not be read.").waitFor();
      expect(await page.getByRole("button", { name: "Paste known_hosts" }).count()).toBe(0);
      mock.state.hostKeyTrouble = undefined;
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("button", { name: "Compare and confirm" }).click();
      const hops = mock.state.hostKeys.get(id) ?? [];
      mock.state.hostKeys.set(
        id,
        hops.map((hop) => (hop.offered === null ? hop : { ...hop, offered: { ...hop.offered, fingerprint: otherKey } })),
      );
      await page.getByRole("button", { name: "It is the same: trust it" }).click();

      await page.getByRole("dialog").getByText("The host shows another key by now.").waitFor();
      expect(mock.state.hostKeys.get(id)?.[0]?.keys).toEqual([]);
    },
  );
});
