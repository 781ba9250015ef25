import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root as checkout } from "../commands/steps/root.mjs";
import { plantTree } from "./planted-tree.ts";
import { providers, renderProviders } from "./providers.mjs";

const field = { label: "Password", help: "Of a robot | account.", kind: "line", isSecret: true, isRequired: true, maxLength: 9 };
const table = [
  { id: "registry", label: "Registry", group: "registry", purpose: "Pulls.", platforms: [], fields: [{ ...field, name: "password" }] },
  {
    ...{ id: "cloud", label: "Cloud", group: "cloud", purpose: "Runs.", platforms: ["cloud-batch"], fields: [], modeMember: "mode" },
    modes: [
      { id: "keys", label: "Keys", help: "", fields: [{ ...field, name: "key", isRequired: false, isSecret: false, isHidden: true }] },
    ],
  },
];

test("the page has every member of every provider, with what it is, under its group", () => {
  const page = renderProviders(table);

  expect(page).toContain("## Container registries\n\n### Registry: `registry`\n\nPulls.\n");
  expect(page).toContain("| `password` | Password | ● | ● | Of a robot \\| account. |");
  expect(page).toContain("Runs. Platforms: `cloud-batch`.");
  expect(page).toContain("chosen by the member `mode`");
  expect(page).toContain("| `key` | Password |  |  | Of a robot \\| account. Taken from clients that send it; no form asks for it. |");
});

test("a page that says something else than the table is found", async () => {
  await using planted = await plantTree({ "docs/providers.md": "# Providers\n\nAll of them.\n" });
  await cp(join(checkout, "packages/domain/src"), join(planted.root, "packages/domain/src"), { recursive: true });

  const { problems } = await providers.run({ root: planted.root });

  expect(problems).toEqual([expect.stringContaining("docs/providers.md is out of date")]);
});
