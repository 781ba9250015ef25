import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";

describe.skipIf(!hasChromium())("what people do with their own account", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("a token is made for one purpose, shown once, rotated with an overlap, and deleted", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/tokens");
    await page.getByRole("button", { name: "Add token" }).click();
    await page.getByLabel("Name").fill("my-laptop");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("A token named my-laptop already exists.").waitFor();
    await page.getByLabel("Name").fill("sarek-cron");
    await page.getByRole("radio", { name: "Launch" }).check();
    await page.getByRole("combobox", { name: "Works in" }).fill("genom");
    await page.getByRole("option", { name: "alpha-lab / genomics" }).click();
    await page.getByLabel("Ends", { exact: true }).selectOption("Never");
    await page.getByText("Whoever finds a token that never ends").waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const shown = await page.getByLabel("Token", { exact: true }).inputValue();
    await page.getByText(`export TOWER_ACCESS_TOKEN=${shown}`).waitFor();
    await page.getByRole("button", { name: "Done", exact: true }).click();
    const row = page.getByRole("row", { name: /sarek-cron/ });
    await row.getByRole("cell", { name: "alpha-lab / genomics" }).waitFor();
    const afterwards = await page.content();

    await row.getByRole("button", { name: "Rotate the token sarek-cron" }).click();
    await page.getByLabel("The old value goes on working").selectOption("For 7 days");
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    await page.getByText("The old value works until").waitFor();
    const rotated = await page.getByLabel("Token", { exact: true }).inputValue();
    await page.getByRole("button", { name: "Done", exact: true }).click();
    await row.getByText(/old value ends in [67] d/).waitFor();
    await row.getByRole("button", { name: "Delete the token sarek-cron" }).click();
    await page.getByRole("button", { name: "Delete token" }).click();
    await row.waitFor({ state: "detached" });

    expect(afterwards).not.toContain(shown);
    expect(rotated).not.toBe(shown);
    expect(mock.state.tokens.map((token) => token.name)).not.toContain("sarek-cron");
    expect(visitor.complaints).toEqual([]);
  });

  test("all tokens go at once only for somebody who types so; one that went elsewhere leaves the list by itself", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/tokens?search=a");
    await page.getByText("live", { exact: true }).waitFor();
    mock.state.tokens = mock.state.tokens.filter((token) => token.name !== "grafana");
    mock.state.publish({ type: "tokens" });
    await page.getByRole("row", { name: /grafana/ }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Delete all" }).click();
    expect(await page.getByRole("button", { name: "Delete all tokens" }).isDisabled()).toBe(true);
    await page.getByLabel("Type delete all to confirm").fill("delete all");
    await page.getByRole("button", { name: "Delete all tokens" }).click();

    await page.getByRole("heading", { name: "You have no tokens" }).waitFor();
  });

  test("a profile is saved, a taken name is told at its field, and an outdated form overwrites nothing", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/profile");
    await page.getByLabel("User name").fill("Jane Smith");
    await page.getByText("A user name has 1 to 40 small letters and digits").waitFor();
    await page.getByLabel("User name").fill("amir");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("A user named amir already exists.").waitFor();
    await page.getByLabel("User name").fill("jane");
    await page.getByLabel("Organization").fill("Alpha Lab");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => mock.state.session.user.organization).toBe("Alpha Lab");
    // At once: what is typed while the answer is on its way is not lost.
    await page.getByLabel("About you").fill("Genomes.");
    await page.locator("button[data-loading]").waitFor({ state: "detached" });
    // Told to nobody: as when two forms are sent at the same moment.
    mock.state.session.user = { ...mock.state.session.user, lastUpdated: "2026-01-01T00:00:00.000Z" };
    await page.getByRole("button", { name: "Save" }).click();

    await page.getByText("Your profile was changed elsewhere meanwhile.").waitFor();
    expect(mock.state.session.user.description).toBeNull();
    expect(await page.getByLabel("About you").inputValue()).toBe("Genomes.");
  });

  test("a picture is chosen, shown, and kept with the profile", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/profile");
    const button = page.getByRole("button", { name: "Choose a picture" });
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
    await chooser.setFiles({ name: "me.png", mimeType: "image/png", buffer: Buffer.from("png") });
    await page.getByAltText("As others see you").waitFor();
    await page.getByRole("button", { name: "Save" }).click();

    await page
      .getByRole("button", { name: /your account/ })
      .getByRole("presentation")
      .waitFor();
    expect(mock.state.session.user.avatarId).toBe("mock-picture");
  });

  test("a session elsewhere is ended; a new password needs the old one, and ends the others", async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/profile");
    await page.getByRole("button", { name: "Sign out Safari on iPhone, 198.51.100.23" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("row", { name: /Safari on iPhone/ }).waitFor({ state: "detached" });
    expect(mock.state.account.sessions.map(({ id }) => id)).toEqual(["s-here", "s-old"]);
    await page.getByLabel("Current password").fill("wrong");
    await page.getByLabel("New password", { exact: true }).fill("long enough now");
    await page.getByLabel("New password, once more").fill("long enough now");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("The current password is wrong.").waitFor();
    await page.getByLabel("Current password").fill("correct horse battery");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Changed. Your other browsers are signed out.").waitFor();

    await page.getByRole("row", { name: /Unknown browser/ }).waitFor({ state: "detached" });
    expect(mock.state.password).toBe("long enough now");
    expect(await page.getByRole("button", { name: "Sign out everywhere else" }).count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  test("links let somebody join and choose a new password; a used one shows the way out", async () => {
    await using visitor = await stage.visit({ isSignedIn: false });
    const { page } = visitor;

    await page.goto("/setup/used");
    await page.getByRole("link", { name: "Sign in with a password" }).waitFor();
    await page.goto("/setup/password-reset");
    await page.getByLabel("New password", { exact: true }).fill("long enough now");
    await page.getByLabel("New password, once more").fill("long enough then");
    await page.getByText("The two passwords differ.").waitFor();
    expect(await page.getByRole("button", { name: "Set the password" }).isDisabled()).toBe(true);
    await page.goto("/setup/invitation");
    await page.getByLabel("First name").fill("Rosa");
    await page.getByLabel("Password", { exact: true }).fill("long enough now");
    await page.getByLabel("Password, once more").fill("long enough now");
    await page.getByRole("button", { name: "Join" }).click();

    await page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });
});
