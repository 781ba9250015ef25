import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";

const timeout = 120_000;

describe.skipIf(!hasChromium())("what a person watches", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("a launched run moves to its end without a reload", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/user/jane/launch?pipeline=not-there");
    await page.getByLabel("Parameters", { exact: true }).fill("{");
    await page.getByRole("complementary", { name: "Summary" }).getByText("Parameters: Not JSON yet").waitFor();
    await page.getByLabel("Parameters", { exact: true }).fill('{"n": 3}');
    await page.getByRole("button", { name: "Launch" }).click();
    await page.getByText("The run was not launched.").waitFor();
    await page.getByLabel("Pipeline", { exact: true }).fill("https://github.com/nextflow-io/hello");
    await page.getByLabel("Run name").fill("grey_fox");
    await page.getByRole("button", { name: "Launch" }).click();
    await page.getByRole("heading", { name: "grey_fox" }).waitFor();
    await page.getByText("Waiting in queue").first().waitFor();
    mock.advance();
    await page.getByText("Running").first().waitFor();
    for (let step = 0; step < 8; step += 1) mock.advance();

    await page.getByRole("banner").getByText("live").waitFor();
    await page.getByText("Succeeded").first().waitFor();
    await page.getByText("100 %").waitFor();
    await page.getByRole("tab", { name: "Log" }).click();
    await page.getByRole("log", { name: "Console log" }).getByText("N E X T F L O W").waitFor();
    expect(await page.title()).toBe("grey_fox · Runs · Postern");
    expect(visitor.complaints).toEqual([]);
  });

  test("cancelling names what stops, and says that it goes on until it has", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/user/jane/watch/run000");
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByText("tasks that run now").waitFor();
    await page.getByRole("button", { name: "Cancel the run" }).click();
    await page.getByRole("button", { name: "Cancelling…" }).waitFor();
    mock.advance();

    await page.getByText("Cancelled").first().waitFor();
    await page.getByRole("button", { name: "Delete" }).waitFor();
  });

  test("a run that never started says so, and no length of time", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/user/jane/watch/run006");
    await page.getByText("No task was started.").waitFor();
    const header = (await page.getByRole("main").textContent()) ?? "";
    await page.getByRole("tab", { name: "Info" }).click();
    await page.getByText("8123", { exact: true }).waitFor();

    expect(header).not.toMatch(/\b(took|for) \d/);
  });

  test("runs launched elsewhere wait above, and no row moves", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/user/jane/watch");
    const firstLink = page.getByRole("region", { name: "Runs" }).getByRole("link").first();
    await firstLink.waitFor();
    await page.getByText("live", { exact: true }).waitFor();
    mock.launchElsewhere("new_one");
    mock.launchElsewhere("new_two");
    const button = page.getByRole("button", { name: "2 new" });
    await button.waitFor();
    const before = await firstLink.textContent();
    await button.click();

    expect(before).toBe("grave_hopper");
    await page.getByRole("link", { name: "new_two" }).waitFor();
    expect(await firstLink.textContent()).toBe("new_two");
  });

  test("search and page are in the address, and back works", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/user/jane/watch");
    await page.getByRole("button", { name: "Next page" }).click();
    await page.getByText("26–50 of 60").waitFor();
    await page.goBack();
    await page.getByText("1–25 of 60").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("status:running");
    await page.getByText("1–2 of 2").waitFor();

    expect(new URL(page.url()).searchParams.get("search")).toBe("status:running");
    await page.reload();
    await page.getByText("1–2 of 2").waitFor();
  });

  test("j and enter open a run; Ctrl K goes to a page", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/user/jane/watch");
    await page.getByRole("link", { name: "grave_hopper" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "sad_wilson" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Page or run" }).fill("agen");
    await page.keyboard.press("Enter");

    await page.getByRole("heading", { name: "Agents", level: 1 }).waitFor();
  });

  test("a task opens beside the list, and the list keeps its sort", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/user/jane/watch/run000");
    await page.getByRole("button", { name: "Task", exact: true }).click();
    await page
      .getByRole("button", { name: /^FASTQC|^STAR|^SALMON|^TRIM|^SAMTOOLS|^MULTIQC/ })
      .nth(8)
      .click();
    const panel = page.getByRole("dialog");
    await panel.getByRole("region", { name: "Command" }).getByText("--runThreadN 12").waitFor();

    const address = new URL(page.url()).searchParams;
    expect(address.get("sortBy")).toBe("taskId");
    expect(address.get("sortDir")).toBe("desc");
    expect(address.get("task")).toMatch(/^\d+$/);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  test("a lost live connection comes back by itself", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;

    await page.goto("/user/jane/watch");
    await page.getByText("live", { exact: true }).waitFor();
    mock.stopLive();
    await page.getByText(/^offline since /).waitFor();
    mock.resumeLive();

    await page.getByText("live", { exact: true }).waitFor();
  });

  test("an address that is not ours, and a workspace of somebody else, are told plainly", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;

    await page.goto("/nowhere");
    await page.getByRole("heading", { name: "There is no page at this address" }).waitFor();
    await page.goto("/user/somebody/watch");

    await page.getByText("The personal workspace of somebody was not found.").waitFor();
  });
});
