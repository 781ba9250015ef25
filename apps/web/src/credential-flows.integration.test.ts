import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credential } from "../mock/credentials-seed.ts";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";

const timeout = 120_000;
const home = "/user/jane/credentials";
const secret = "canary-Pa55word";

describe.skipIf(!hasChromium())("what a person does with credentials", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test(
    "R2 R4 R7: the provider is found by what people call it, decides about the fields, and the new one is in the list at once",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page, mock } = visitor;

      await page.goto(`${home}/new`);
      await page.getByRole("combobox", { name: "Provider" }).fill("docker");
      await page.getByRole("option").filter({ hasText: "Container registry" }).click();
      await page.getByLabel("Registry server (optional)").waitFor();
      expect(new URL(page.url()).searchParams.get("provider")).toBe("container-reg");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByText("User name is missing.").waitFor();
      await page.getByText("A name is needed.").waitFor();
      await page.getByLabel("Name", { exact: true }).fill("hub");
      await page.getByLabel("User name").fill("robot");
      await page.getByLabel("Password", { exact: true }).fill(secret);
      await page.getByLabel("Registry server (optional)").fill("https://quay.io");
      await page.getByText("Registry server must be a host name").waitFor();
      expect(await page.getByRole("button", { name: "Add", exact: true }).isDisabled()).toBe(true);
      await page.getByLabel("Registry server (optional)").fill("");
      await page.getByRole("button", { name: "Add", exact: true }).click();

      const row = page.getByRole("row").filter({ hasText: "hub" });
      await row.getByTitle("docker.io").waitFor();
      expect([...mock.state.secrets.values()]).toEqual([{ password: secret }]);
      expect(await page.content()).not.toContain(secret);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("a secret is hidden while it is typed, can be looked at, and is offered to no password manager", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${home}/new?provider=github`);
    const token = page.getByLabel("Access token", { exact: true });
    expect(await page.getByRole("button", { name: "Show Access token" }).count()).toBe(0);
    await token.fill(secret);

    expect([await token.getAttribute("type"), await token.getAttribute("autocomplete")]).toEqual(["password", "new-password"]);
    await page.getByRole("button", { name: "Show Access token" }).click();
    expect(await token.getAttribute("type")).toBe("text");
  });

  test("a key comes from a file, and its text stays covered", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${home}/new?provider=github_app`);
    const key = page.getByLabel("Private key", { exact: true });
    const file = { name: "app.pem", mimeType: "text/plain", buffer: Buffer.from("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n") };
    await page.locator("input[type=file]").setInputFiles({ ...file, name: "disk.img", buffer: Buffer.alloc(262_145) });
    await page.getByText("disk.img is too large for a key.").waitFor();
    await page.locator("input[type=file]").setInputFiles(file);

    await expect.poll(() => key.inputValue()).toContain("BEGIN RSA");
    expect(await key.evaluate((area) => getComputedStyle(area).getPropertyValue("-webkit-text-security"))).toBe("disc");
    await page.getByRole("button", { name: "Show the text" }).click();
    expect(await key.evaluate((area) => getComputedStyle(area).getPropertyValue("-webkit-text-security"))).toBe("none");
  });

  test("R9: a key of SSH is named while it is pasted, and what is no such key too", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${home}/new?provider=ssh`);
    const key = page.getByLabel("SSH private key", { exact: true });
    await key.fill("ssh-ed25519 AAAA jane@laptop");
    await page.getByText("This is a public key.").waitFor();
    expect(await page.getByRole("button", { name: "Add", exact: true }).isEnabled()).toBe(true);
    await key.fill("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA");
    await page.getByText("This private key is protected by a passphrase. Enter its passphrase too.").waitFor();
    await page.getByLabel("Passphrase (optional)").fill(secret);

    await page.getByText("ssh-ed25519, 256 bits").waitFor();
    await page.getByRole("region", { name: "Line for authorized_keys" }).getByText("restrict ssh-ed25519 AAAA").waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("a key pair is made by the server, and its page shows the line for the cluster", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${home}/new?provider=ssh`);
    await page.getByText("Generate here").click();
    await page.getByLabel("Name", { exact: true }).fill("made-here");
    await page.getByText("✓ free").waitFor();
    expect(await page.getByLabel("SSH private key").count()).toBe(0);
    await page.getByRole("button", { name: "Add", exact: true }).click();

    await page.getByRole("heading", { name: "made-here", level: 1 }).waitFor();
    await page.getByRole("region", { name: "Line for authorized_keys" }).getByText("postern-made-here").waitFor();
    expect(mock.calls.filter((call) => call.startsWith("POST /api/"))).toEqual(["POST /api/postern/v1/credentials/generate-ssh-key"]);
  });

  test("in a workspace a credential can be limited before it is there", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/orgs/alpha-lab/workspaces/genomics/credentials/new?provider=github");
    await page.getByLabel("Name", { exact: true }).fill("of-few");
    await page.getByLabel("User name").fill("jane");
    await page.getByLabel("Access token", { exact: true }).fill(secret);
    await page.getByText("Only named people and teams").click();
    await page.getByLabel("Add a person or a team").fill("core");
    await page.getByRole("option", { name: /core-facility/ }).click();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("link", { name: "of-few" }).click();

    await page.getByText("It may be used by only the team core-facility.").waitFor();
    expect(mock.calls.filter((call) => call.startsWith("PUT"))).toEqual([]);
  });

  test("a save that the server refuses names the field", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${home}/cred-quay/edit`);
    await page.getByLabel("Registry server (optional)").fill("refused.example.org");
    await page.getByRole("button", { name: "Save" }).click();

    await page.getByText("Nothing was changed.").waitFor();
    expect(await page.getByLabel("Registry server (optional)").getAttribute("aria-invalid")).toBe("true");
  });

  test("an edit sends what was touched, keeps the secret, and replaces it when another is typed", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const bodies: unknown[] = [];
    page.on("request", (request) => request.method() === "PUT" && bodies.push(request.postDataJSON()));
    const lastUpdated = (): unknown => mock.state.credentials.find(({ id }) => id === "cred-quay")?.lastUpdated;
    const first = lastUpdated();

    await page.goto(`${home}/cred-quay`);
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByText("Nothing is changed yet.").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await page.getByLabel("Name", { exact: true }).fill("quay-images");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "quay-images", level: 1 }).waitFor();
    const second = lastUpdated();
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByRole("button", { name: "Replace Password" }).click();
    await page.getByLabel("Password", { exact: true }).fill(secret);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "quay-images", level: 1 }).waitFor();

    const keys = { discriminator: "container-reg", userName: "lab+robot", password: secret, registry: "quay.io" };
    expect(bodies).toEqual([
      { credentials: { lastUpdated: first, name: "quay-images" } },
      { credentials: { lastUpdated: second, baseUrl: "", keys } },
    ]);
    expect(visitor.complaints).toEqual([]);
  });

  test("two people edit one credential: the second is told, and loads what the first left", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto(`${home}/cred-quay/edit`);
    await page.getByLabel("Description (optional)").fill("mine");
    mock.state.credentials = mock.state.credentials.map((one) => ({
      ...one,
      description: "theirs",
      lastUpdated: new Date().toISOString(),
    }));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Somebody else changed this while you were typing.").waitFor();
    await page.getByRole("button", { name: "Load it again" }).click();

    expect(await page.getByLabel("Description (optional)").inputValue()).toBe("theirs");
  });

  test("a form that was begun is not left by accident", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${home}/new?provider=github`);
    await page.getByLabel("Access token", { exact: true }).fill(secret);
    await page.getByRole("link", { name: "Your credentials" }).click();
    await page.getByRole("button", { name: "Stay here" }).click();
    expect(await page.getByLabel("Access token", { exact: true }).inputValue()).toBe(secret);
    await page.getByRole("link", { name: "Your credentials" }).click();
    await page.getByRole("button", { name: "Leave", exact: true }).click();

    await page.getByRole("heading", { name: "Your credentials", level: 1 }).waitFor();
  });

  test("a list of a thousand is narrowed by what stands in the address", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const many = Array.from({ length: 1000 }, (_, place) =>
      credential(Date.now(), { id: `many${String(place)}`, name: `key-${String(place)}`, provider: place % 2 === 0 ? "gitlab" : "ssh" }),
    );
    mock.state.credentials = [...mock.state.credentials, ...many];

    await page.goto(`${home}?provider=gitlab&status=unchecked&page=2`);
    await page.getByText("26–50 of 500").waitFor();
    expect(await page.getByRole("row").count()).toBe(26);
    await page.getByLabel("Search credentials").fill("key-998");
    await page.getByRole("link", { name: "key-998" }).waitFor();
    await page.getByRole("link", { name: "key-50" }).waitFor({ state: "detached" });
    expect(new URL(page.url()).search).toBe("?provider=gitlab&status=unchecked&search=key-998");
    await page.getByLabel("Status").selectOption("Available");
    await page.getByText("No credential is like this.").waitFor();
    await page.getByRole("button", { name: "Show all 1,006" }).click();

    await page.getByText("1–25 of 1,006").waitFor();
  });

  test("a check says what the provider says, and a check that came to nothing changes nothing", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const silent = { id: "cred-silent", name: "silent", provider: "container-reg", keys: { discriminator: "container-reg" } } as const;
    mock.state.credentials = [...mock.state.credentials, credential(Date.now(), silent)];

    await page.goto(`${home}/cred-gitlab`);
    await page.getByText("401 Unauthorized: the token was revoked, or has ended.").waitFor();
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByText("It was found to work just now.").waitFor();
    await page.goto(`${home}/cred-silent`);
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByText("quay.io did not answer in 10 s").waitFor();

    await page.getByText("Not checked yet.").waitFor();
  });

  test("its page names what stops without it, who opened it, and is gone with it", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto(`${home}/cred-gadi`);
    await page.getByText(/Without it 1 compute environment and \d unfinished runs would stop\./).waitFor();
    await page.getByRole("region", { name: "Usage" }).getByRole("link", { name: "grave_hopper" }).first().waitFor();
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByRole("button", { name: "Newest" }).waitFor();
    await page.goto(`${home}/cred-ssh`);
    await page.getByRole("region", { name: "Line for authorized_keys" }).getByText("restrict ssh-ed25519 AAAA").waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete credential" }).click();

    await page.getByRole("heading", { name: "Your credentials", level: 1 }).waitFor();
    await page.getByRole("link", { name: "quay-robot" }).waitFor();
    expect(await page.getByRole("link", { name: "setonix-key" }).count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  test("R8: who lacks a credential for an environment adds one and comes back to the form as it was", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/user/jane/compute-envs/new?by=hand");
    await page.getByLabel("Name", { exact: true }).fill("third");
    await page.getByLabel("Work directory").fill("/scratch/third");
    expect(await page.getByLabel("Credential").getByRole("option").allTextContents()).not.toContain("quay-robot");
    // Both forms have a name: each is waited for by its heading.
    await page.getByRole("link", { name: "Add credentials" }).click();
    await page.getByRole("heading", { name: "Add credentials", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: "Add compute environment", level: 1 }).waitFor();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("third");
    await page.getByRole("link", { name: "Add credentials" }).click();
    await page.getByRole("heading", { name: "Add credentials", level: 1 }).waitFor();
    await page.getByLabel("Name", { exact: true }).fill("third-agent");
    await page.getByText("✓ free").waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();

    await page.getByRole("heading", { name: "Add compute environment" }).waitFor();
    await expect.poll(() => page.getByLabel("Credential").locator("option:checked").textContent()).toBe("third-agent");
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("third");
    expect(await page.getByLabel("Work directory").inputValue()).toBe("/scratch/third");
  });
});
