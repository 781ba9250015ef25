import { credentialProviderTable } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserStage, hasChromium } from "../mock/browser-stage.ts";
import { expectGoodPages, judgeInLooks, press, twoLooks } from "../mock/look-at-pages.ts";
import type { ShownPage } from "../mock/look-at-pages.ts";

const home = "/user/jane/credentials";

/** Forms of each kind: several lines, ways to authenticate of long names, a switch, alternatives. */
const telling = ["ssh", "aws", "k8s", "s3", "bitbucket"];

const offered = credentialProviderTable.filter(({ isHidden }) => isHidden !== true);

const pages: readonly ShownPage[] = [
  { name: "credential-agent", path: `${home}/cred-gadi`, heading: "gadi-agent" },
  { name: "credential-invalid", path: `${home}/cred-gitlab`, heading: "gitlab-pipelines" },
  { name: "credential-ssh", path: `${home}/cred-ssh`, heading: "setonix-key" },
  {
    name: "credential-ssh-mail",
    path: `${home}/cred-ssh`,
    heading: "setonix-key",
    open: async (page) => {
      await page.getByText("Ask the administrators of the cluster first?").click();
      await page.getByRole("region", { name: "Mail to the administrators" }).getByText("restrict ssh-ed25519").waitFor();
      await page.getByRole("button", { name: "Copy the mail" }).scrollIntoViewIfNeeded();
    },
  },
  { name: "credential-edit", path: `${home}/cred-quay/edit`, heading: "Edit quay-robot" },
  { name: "credential-list", path: home, heading: "Your credentials" },
  {
    name: "credential-delete",
    path: home,
    heading: "Your credentials",
    open: async (page) => {
      await press("Delete the credential gadi-agent")(page);
      await page.getByRole("dialog", { name: "gadi-agent is in use" }).getByRole("link", { name: "gadi" }).waitFor();
    },
  },
];

describe.skipIf(!hasChromium())("pages of credentials", () => {
  let stage: BrowserStage;
  beforeAll(async () => {
    stage = await BrowserStage.open();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test("the form of every provider: nothing sticks out, axe is content", { timeout: 300_000 }, async () => {
    await using visitor = await stage.visit();
    const { page } = visitor;
    const findings: string[] = [];

    for (const { id, label } of offered) {
      const form: ShownPage = {
        name: `credential-new-${id}`,
        path: `${home}/new?provider=${id}`,
        heading: "Add credentials",
        open: async () => expect(await page.getByRole("combobox", { name: "Provider" }).inputValue()).toBe(label),
      };
      // What differs between the providers is neither the width nor the scheme.
      findings.push(...(await judgeInLooks(page, form, telling.includes(id) ? twoLooks : twoLooks.slice(0, 1))));
    }

    expect(findings).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("the other pages in both looks", { timeout: 240_000 }, async () => {
    await using visitor = await stage.visit();

    await expectGoodPages(visitor, pages, twoLooks);
  });
});
