import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";

describe.skipIf(!hasChromium())("the page of master keys", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("shows what was left behind with what to do, resumes, follows the progress live, and stops", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/admin/keys");
    await page.getByText("1,203 done, 35 left, 1 failed, 1 orphaned").waitFor();
    await page
      .getByRole("row", { name: /spartan-agent/ })
      .getByText("Enter its secret anew")
      .waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("what failed is tried once more").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor();

    const { keys } = mock.state.account;
    mock.state.account.keys = { ...keys, rotation: keys.rotation === null ? null : { ...keys.rotation, doneCount: 1230, leftCount: 8 } };
    mock.state.publish({ type: "keys" });
    await page.getByText("1,230 done, 8 left").waitFor();

    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped").waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("rotates after saying what follows, and drops only what nothing needs, after its name was typed", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/admin/keys");
    await page.getByRole("button", { name: "Rotate" }).click();
    await page.getByText("After a theft this is not enough").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    await page.getByRole("heading", { name: "Rotation to key 4" }).waitFor();
    expect(await page.getByRole("button", { name: "Drop key 2" }).count()).toBe(0);
    await page.getByRole("button", { name: "Drop key 1" }).click();
    await page.getByText("can never be opened again").waitFor();
    expect(await page.getByRole("button", { name: "Drop the key" }).isDisabled()).toBe(true);
    await page.getByLabel("Type key 1 to confirm").fill("key 1");
    await page.getByRole("button", { name: "Drop the key" }).click();

    await page.getByRole("row", { name: /^1 Dropped/ }).waitFor();
    expect(mock.state.account.keys.keys.map(({ state }) => state)).toEqual(["dropped", "old", "old", "active"]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a sealed server says so at the sign-in, takes the passphrase, and lets people in again", async () => {
    await using visitor = await stage.visit({ isSignedIn: false });
    const { page, mock } = visitor;
    mock.state.account.isSealed = true;

    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill("jane@example.org");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The vault is sealed.").waitFor();
    await page.getByRole("link", { name: "Unseal this server" }).click();
    await page.getByText("Runs on clusters go on").waitFor();
    const findings = await judgePage(page, "unseal-1440-light");
    await page.getByLabel("Passphrase of the keys").fill("a wrong passphrase");
    await page.getByRole("button", { name: "Unseal" }).click();
    await page.getByText("The passphrase does not open the keys.").waitFor();
    expect(await page.getByLabel("Passphrase of the keys").inputValue()).toBe("");
    await page.getByLabel("Passphrase of the keys").fill("correct horse battery staple");
    await page.getByRole("button", { name: "Unseal" }).click();
    await page.getByText("The vault is open").waitFor();

    expect(findings).toEqual([]);
    expect(mock.state.account.isSealed).toBe(false);
  });
});
