import { credentialProviderTable } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { judgePage } from "../mock/judge-page.ts";

const timeout = 120_000;
const home = "/user/jane/credentials";

/** Forms of each kind: several lines, ways to authenticate of long names, a switch, alternatives. */
const telling = ["ssh", "aws", "k8s", "s3", "bitbucket"];

/** Each width once, each scheme once: what differs between the providers is neither. */
const looks = [
  { width: 1440, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

const offered = credentialProviderTable.filter(({ isHidden }) => isHidden !== true);

describe.skipIf(!hasChromium())("pages of credentials", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  const forms = [
    { ...looks[0], which: "every", providers: offered },
    { ...looks[1], which: "each kind of", providers: offered.filter(({ id }) => telling.includes(id)) },
  ] as const;

  test.each(forms)(
    "the form of $which provider at $width px, $colorScheme: nothing sticks out, axe is content",
    { timeout: 300_000 },
    async ({ providers, ...look }) => {
      await using visitor = await stage.visit(look);
      const { page } = visitor;
      const findings: string[] = [];

      for (const { id, label } of providers) {
        await page.goto(`${home}/new?provider=${id}`);
        await page.getByRole("heading", { name: "Add credentials" }).waitFor();
        expect(await page.getByRole("combobox", { name: "Provider" }).inputValue()).toBe(label);
        findings.push(...(await judgePage(page, `credential-new-${id}-${String(look.width)}-${look.colorScheme}`)));
      }

      expect(findings).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test.each(looks)("the other pages at $width px, $colorScheme", { timeout }, async (look) => {
    await using visitor = await stage.visit(look);
    const { page } = visitor;
    const findings: string[] = [];
    const pages = [
      { name: "credential-agent", path: `${home}/cred-gadi`, heading: "gadi-agent" },
      { name: "credential-invalid", path: `${home}/cred-gitlab`, heading: "gitlab-pipelines" },
      { name: "credential-ssh", path: `${home}/cred-ssh`, heading: "setonix-key" },
      { name: "credential-edit", path: `${home}/cred-quay/edit`, heading: "Edit quay-robot" },
      { name: "credential-list", path: home, heading: "Your credentials" },
    ];

    for (const { name, path, heading } of pages) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
      findings.push(...(await judgePage(page, `${name}-${String(look.width)}-${look.colorScheme}`)));
    }
    await page.getByRole("button", { name: "Delete the credential gadi-agent" }).click();
    await page.getByRole("dialog", { name: "gadi-agent is in use" }).getByRole("link", { name: "gadi" }).waitFor();
    findings.push(...(await judgePage(page, `credential-delete-${String(look.width)}-${look.colorScheme}`)));

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
