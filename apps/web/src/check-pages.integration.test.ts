import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";
import { expectGoodPages, onPhone, openParts, turn } from "../mock/look-at-pages.ts";
import type { Look } from "../mock/look-at-pages.ts";
import { putSshEnvironment } from "../mock/ssh-environment.ts";
import { partGroups } from "./pages/compute-envs/detail/part-groups.ts";

const timeout = 240_000;
const fourLooks: readonly Look[] = [
  { width: 1440, colorScheme: "light" },
  { width: 1440, colorScheme: "dark" },
  { width: 360, colorScheme: "dark" },
  { width: 360, colorScheme: "light" },
];

describe.each(hasChromium() ? ["Chromium"] : [])("checks of environments in %s", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test(
    "the list tells runs and the last check, and the page the schedule and the last ones; one is taken off it and put back",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page } = visitor;

      await expectGoodPages(
        visitor,
        [
          {
            name: "check-list",
            path: "/user/jane/compute-envs",
            heading: "Compute environments",
            open: (of) => of.getByText("12 min ago").last().waitFor(),
          },
          {
            name: "check-detail",
            path: "/user/jane/compute-envs/env-gadi",
            heading: "gadi",
            open: (of) => of.getByText("before a launch").waitFor(),
          },
        ],
        fourLooks,
      );
      const part = page.getByRole("region", { name: "Last checks" });
      await part.getByText("Checked every 6 hours, without a job. The next is in about 6 h.").waitFor();
      await part.getByRole("button", { name: "Take off the schedule" }).click();
      await part.getByText("It is not on the schedule").waitFor();
      await part.getByRole("button", { name: "Put on the schedule" }).click();
      await part.getByText("The next is in about 6 h.").waitFor();

      await part.getByText("1 older").click();
      await part.getByText("8.1 GiB are free").waitFor();

      expect(await part.getByRole("img", { name: "Not reached" }).count()).toBe(1);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("the page of an environment shows its newest runs, and its queues when somebody asks", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const runs = page.getByRole("region", { name: "Runs here" });
    const queues = page.getByRole("region", { name: "Queues now" });
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/offer")) asked.push(request.url());
    });

    await expectGoodPages(
      visitor,
      [
        {
          name: "runs-and-queues",
          path: "/user/jane/compute-envs/env-gadi#runs",
          heading: "gadi",
          open: async () => {
            await runs.getByRole("listitem").nth(4).waitFor();
            await queues.getByRole("button", { name: /^Ask/ }).click();
            await queues.getByText("up to 2 d").first().waitFor();
          },
        },
      ],
      fourLooks,
    );
    expect(asked.length).toBeLessThanOrEqual(fourLooks.length);
    mock.state.offerTrouble = "The agent of gadi is offline.";
    await queues.getByRole("button", { name: "Ask again" }).click();
    await queues.getByText("The agent of gadi is offline.").waitFor();
    await runs.getByRole("link", { name: "in the list of runs" }).click();

    await page.waitForURL(/\/watch\?search=env%3Agadi/);
    await page.getByRole("region", { name: "Runs" }).getByRole("row").nth(5).waitFor();
  });

  test(
    "a launch that its cluster speaks against says the cure, and is launched all the same by who knows better",
    { timeout },
    async () => {
      await using visitor = await stage.visit();
      const { page } = visitor;

      await page.goto("/user/jane/launch?pipeline=https://github.com/lab/no-room&computeEnv=env-gadi");
      await page.getByRole("button", { name: "Launch", exact: true }).click();
      await page.getByText("Free some space or quota there").waitFor();
      const findings = [...(await judgePage(page, "launch-not-ready-1440-light"))];
      await page.setViewportSize({ width: 360, height: 780 });
      await page.emulateMedia({ colorScheme: "dark" });
      findings.push(...(await judgePage(page, "launch-not-ready-360-dark")));
      const sent = page.waitForRequest(
        (request) => request.url().includes("/api/workflow/launch") && request.url().includes("anyway=true"),
      );
      await page.getByRole("button", { name: "Launch anyway" }).click();
      await sent;

      await page.waitForURL(/\/watch\//);
      expect(findings).toEqual([]);
    },
  );

  test(
    "steps that passed are one line that opens for the visit, and an address names a step; the others stand open",
    { timeout },
    async () => {
      await using visitor = await stage.visit({ ...onPhone });
      const { page, mock } = visitor;
      const steps = page.getByRole("list", { name: "Steps of the check" });
      const lines = (): Promise<readonly (string | null)[]> =>
        steps.locator(".check-step-name").evaluateAll((found) => found.map((name) => name.textContent));
      const fold = steps.getByRole("button", { name: /steps passed$/ });
      const ofWell = { name: "check-folded", path: "/user/jane/compute-envs/env-gadi", heading: "gadi", open: () => fold.waitFor() };
      const ofFailed = { ...ofWell, name: "check-failed", path: "/user/jane/compute-envs/env-spartan", heading: "spartan" };

      await expectGoodPages(visitor, [ofWell, ofFailed], fourLooks);
      const failed = [await fold.textContent(), ...(await lines())];
      await steps.getByText("mkdir -p /data/gpfs/projects/punim0001/work").waitFor();
      await page.goto("/user/jane/compute-envs/env-gadi#step-java");
      const java = steps.getByRole("listitem").filter({ hasText: "17.0.9" });
      await java.waitFor();
      const named = [await java.getAttribute("data-named"), ...(await lines())];
      await expect.poll(() => java.evaluate((line) => line.getBoundingClientRect().top < innerHeight)).toBe(true);
      await fold.focus();
      await page.keyboard.press("Enter");
      await steps.getByRole("link", { name: "Queues" }).click();
      await page.waitForURL(/#step-queues$/);
      await page.getByRole("link", { name: "All compute environments" }).click();
      await page.getByRole("heading", { name: "Compute environments", level: 1 }).waitFor();
      await page.goBack();
      await fold.waitFor();
      const reopened = [await fold.getAttribute("aria-expanded"), (await lines()).length];
      await fold.click();
      await page.getByRole("button", { name: "Check again" }).click();
      await steps.getByRole("img", { name: "Checking" }).waitFor();
      for (let step = 0; step < 3; step += 1) mock.advance();
      await steps.getByRole("button", { name: "3 of 15 steps passed" }).waitFor();
      const running = await lines();

      expect(failed.slice(0, 3)).toEqual(["5 of 15 steps passed", "Work directory", "Free space"]);
      expect(failed).toHaveLength(11);
      expect(named).toEqual(["", "Java", "Container engine", "Scratch"]);
      expect(reopened).toEqual(["true", 15]);
      expect(running.slice(0, 2)).toEqual(["Scheduler", "Queues"]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("on a phone the link of a group says what is wrong in it, also while another one is shown", { timeout }, async () => {
    await using visitor = await stage.visit({ ...onPhone });
    const { page } = visitor;
    const links = page.getByRole("navigation", { name: "Parts of the environment" });

    await expectGoodPages(
      visitor,
      [
        {
          name: "group-marks",
          path: "/user/jane/compute-envs/env-spartan#settings",
          heading: "spartan",
          open: () => links.getByRole("link", { name: "Check Failed", exact: true }).waitFor(),
        },
      ],
      [onPhone, { width: 360, colorScheme: "light" }],
    );
    await page.goto("/user/jane/compute-envs/env-gadi#settings");
    await links.getByRole("link", { name: "Check", exact: true }).waitFor();

    expect(visitor.complaints).toEqual([]);
  });

  test("on a phone one group of parts is shown, by its link or by an address with the heading of a part", { timeout }, async () => {
    await using visitor = await stage.visit();
    const { page, mock } = visitor;
    const id = putSshEnvironment(mock.state);
    const headings = (scope: string) => page.locator(`${scope} h2`).evaluateAll((found) => found.map((heading) => heading.id));
    const hostKeys = page.getByRole("heading", { name: "Host keys" });
    const secrets = page.getByRole("heading", { name: "Secret variables" });

    await page.goto(`/user/jane/compute-envs/${id}#secret-variables`);
    await secrets.waitFor();
    const wide = [await hostKeys.isVisible(), await secrets.isVisible()];
    await turn(page, onPhone);
    const linked = [await hostKeys.isVisible(), await secrets.isVisible()];
    await openParts(page, "Check");
    await hostKeys.waitFor();
    const chosen = [await hostKeys.isVisible(), await secrets.isVisible()];
    const { hash } = new URL(page.url());
    await page.goBack();
    await secrets.waitFor();

    expect({ wide, linked, chosen, hash }).toEqual({ wide: [true, true], linked: [false, true], chosen: [true, false], hash: "#check" });
    for (const { id: group, parts } of partGroups) expect(parts).toEqual(expect.arrayContaining(await headings(`#${group}`)));
    expect(visitor.complaints).toEqual([]);
  });
});
