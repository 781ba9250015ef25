import { expect, test } from "vitest";
import { changeProblems } from "./changes.mjs";
import { disabledRules } from "./disabled-rules.mjs";
import { linksIn, packageDocs, pathsIn } from "./package-docs.mjs";
import { plantTree } from "./planted-tree.ts";
import { driftBetween, gapsIn } from "./schema.mjs";

const entry = "# fixed: a lost answer is looked up\n\nBefore: it was repeated.\n\nNow: it is looked up.\n";

test("a change entry of the right form has no problem", () => {
  expect(changeProblems("12.md", entry)).toEqual([]);
});

test.each([
  ["note.md", entry, "named after its issue"],
  ["12.md", "", "is empty"],
  ["12.md", entry.replace("fixed", "mended"), "names no kind"],
  ["12.md", entry.replace("Now:", "Then:"), `no paragraph "Now:"`],
])("a change entry that lacks a part is told: %s", (name, text, words) => {
  expect(changeProblems(name, text).join()).toContain(words);
});

test("a step of the schema that one engine lacks is told", () => {
  expect(driftBetween(["0001-a.ts"], ["0001-a.ts"])).toEqual([]);
  expect(driftBetween(["0001-a.ts", "0002-b.ts"], ["0001-a.ts"]).join()).toContain("sqlite alone has 0002-b.ts");
  expect(driftBetween([], ["0001-a.ts"]).join()).toContain("postgres alone has 0001-a.ts");
});

test("numbers of the schema have no gap and no double", () => {
  expect(gapsIn(["0001-a.ts", "0002-b.ts"])).toEqual([]);
  expect(gapsIn(["0001-a.ts", "0003-b.ts"])).toHaveLength(1);
  expect(gapsIn(["0001-a.ts", "0001-b.ts"])).toHaveLength(1);
  expect(gapsIn([])).toHaveLength(1);
});

test("links and paths are found, addresses and patterns are not", () => {
  const prose = "[a](adr/0001.md#why) [b](https://example.org) [c](#here) `packages/vault/SPEC.md` `packages/*/src` `apps/web/dist/x`";

  expect(linksIn(prose)).toEqual(["adr/0001.md"]);
  expect(pathsIn(prose)).toEqual(["packages/vault/SPEC.md"]);
});

test("a package without README or header, and a page with a dead link, are told", async () => {
  await using tree = await plantTree({
    "packages/vault/src/index.ts": "export const a = 1;",
    "docs/README.md": "Read [this](gone.md), not\n```\n[that](example.md)\n```\n",
  });

  const { problems } = await packageDocs.run({ root: tree.root });

  expect(problems.join("\n")).toContain("packages/vault/README.md is missing");
  expect(problems.join("\n")).toContain("has no header comment");
  expect(problems.join("\n")).toContain("docs/README.md names gone.md");
  expect(problems).toHaveLength(3);
});

test("a rule that is switched off needs a reason and a place in the list", async () => {
  const comment = ["// oxlint", "disable-next-line no-console"].join("-");
  await using tree = await plantTree({
    "apps/a/src/a.ts": `${comment}\nconsole.log(1);\n${comment} -- a person reads this\nconsole.log(2);\n`,
  });

  const { problems } = await disabledRules.run({ root: tree.root });

  expect(problems.join("\n")).toContain("apps/a/src/a.ts:1 switches off no-console without a reason");
  expect(problems.join("\n")).toContain("disabled-rules.txt is missing");
  expect(problems).toHaveLength(2);
});
