import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";
import {
  atDesk,
  expectGoodPages,
  expectHonestFailures,
  expectTeachingLists,
  onPhone,
  press,
  turn,
  twoLooks,
} from "../mock/look-at-pages.ts";

const lab = "/orgs/alpha-lab";
const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n";

describe.skipIf(!hasChromium())("managed identities", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("a cluster is named, one's own key is added, and an environment chooses it like a credential", { timeout: 120_000 }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${lab}/managed-identities`);
    await page.getByRole("button", { name: "Add managed identity" }).click();
    await page.getByLabel("Cluster name").fill("bee");
    await page.getByLabel("Login node").fill("login.bee.example.org");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Add your key for bee" }).click();
    await page.getByLabel("Account on the cluster").fill("js4021");
    await page.getByLabel("SSH private key").fill("ssh-ed25519 AAAA");
    await page.getByRole("button", { name: "Add key" }).click();
    await page.getByRole("alert").getByText("This is no private key. Paste the whole file.").waitFor();
    await page.getByLabel("SSH private key").fill(key);
    await page.getByRole("button", { name: "Add key" }).click();
    await page.getByRole("button", { name: "Your key for bee: js4021" }).waitFor();
    await page.goto(`${lab}/workspaces/genomics/compute-envs/new`);
    await page.getByText("login.bee.example.org, each person with their own key. You are js4021 there.").waitFor();
    const known = await page.getByRole("list", { name: "Known here" }).getByRole("listitem").locator("a, button").allTextContents();
    await page.getByRole("button", { name: "Use bee" }).click();
    await page.getByRole("heading", { name: "Found at bee" }).waitFor();
    await page.getByLabel("Name", { exact: true }).fill("bee");
    const chosen = await page.getByLabel("Credential").locator("option:checked").textContent();
    const findings = await judgePage(page, "environment-managed-1440-light");
    await page.getByLabel("Work directory").fill("/scratch/$USER");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "bee", level: 1 }).waitFor();
    await page.getByRole("region", { name: "Settings" }).getByRole("link", { name: "bee" }).waitFor();

    const sent = mock.calls.filter((call) => call.startsWith("POST") && call.includes("compute-envs"));
    expect(sent).toHaveLength(1);
    expect([known, chosen]).toEqual([["Use hive", "Add your key for comb", "Use bee"], "bee"]);
    expect(findings).toEqual([]);
    await page.goto(`${new URL(page.url()).pathname}/edit`);
    await page.getByText("Reached through a managed identity").waitFor();
    expect(await page.getByLabel("Credential").count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  test(
    "an owner sets the hosts on the way once, and environments of it show them until they have their own",
    { timeout: 120_000 },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;
      const findings: string[] = [];
      const hive = mock.world.organizations.flatMap((one) => one.managedIdentities).find(({ name }) => name === "hive");
      const places = { managedIdentityId: "identity-hive", credentialsId: null };
      const state = mock.stateOf(401);
      const [first] = state.environments;
      state.environments = state.environments.map((one) =>
        one === first ? { ...one, ...places, config: { ...one.config, hostName: null, userName: null } } : one,
      );

      await page.goto(`${lab}/managed-identities`);
      await page.getByText("login.hive.example.org, behind gate.hive.example.org").waitFor();
      await page.getByRole("button", { name: "Edit hive" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Add jump host" }).click();
      const second = dialog.getByRole("group", { name: "Jump host 2" });
      await dialog.getByRole("button", { name: "Save" }).click();
      await second.getByText("The name of the jump host is needed.").waitFor();
      await second.getByLabel("Host name").fill("login.hive.example.org");
      await dialog.getByRole("button", { name: "Save" }).click();
      await second.getByText("login.hive.example.org is the host of the cluster itself.").waitFor();
      findings.push(...(await judgePage(page, "managed-jump-hosts-1440-light")));
      await turn(page, onPhone);
      findings.push(...(await judgePage(page, "managed-jump-hosts-390-dark")));
      await turn(page, atDesk);
      await second.getByLabel("Host name").fill("inner.hive.example.org");
      await second.getByLabel("Port").fill("2222");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("behind gate.hive.example.org, then inner.hive.example.org:2222").waitFor();
      findings.push(...(await judgePage(page, "managed-identities-behind-1440-light")));

      await page.goto(`${lab}/workspaces/genomics/compute-envs/${String(first?.id)}`);
      const part = page.getByRole("region", { name: "Jump hosts" });
      await part.getByText("Those of its managed identity.").waitFor();
      const shown = await part.getByRole("listitem").allTextContents();
      findings.push(...(await judgePage(page, "environment-managed-jump-hosts-1440-light")));
      await part.getByRole("button", { name: "Change jump hosts" }).click();
      await page.getByRole("dialog").getByText("They stand in the place of those of the managed identity.").waitFor();
      findings.push(...(await judgePage(page, "environment-managed-jump-hosts-dialog-1440-light")));

      expect(hive?.jumpHosts).toEqual([
        { hostName: "gate.hive.example.org", port: 22 },
        { hostName: "inner.hive.example.org", port: 2222 },
      ]);
      expect(shown).toEqual(["gate.hive.example.org", "inner.hive.example.org:2222"]);
      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("its pages and dialogs are as they should be, with data, without, and when the server fails", { timeout: 120_000 }, async () => {
    await using visitor = await stage.visit();
    const list = { path: `${lab}/managed-identities`, heading: "Managed identities" };

    await expectGoodPages(
      visitor,
      [
        { ...list, name: "managed-identities" },
        { ...list, name: "managed-identity-edit", open: press("Edit hive") },
        { ...list, name: "managed-identity-delete", open: press("Delete hive") },
        { ...list, name: "managed-key", open: press("Your key for hive: js4021") },
        {
          ...{ name: "managed-members", path: `${lab}/managed-identities/identity-hive`, heading: "hive" },
          open: (page) => page.getByText("1 of 33 people have a key here.").waitFor(),
        },
      ],
      twoLooks,
    );
    await expectTeachingLists(stage, [{ path: list.path, empty: "alpha-lab has no managed identity yet" }]);
    await expectHonestFailures(stage, [{ path: list.path, failure: "The managed identities could not be read." }]);
  });
});
