import { expect, test } from "vitest";
import { defaultWords, versionLines } from "./version-lines.ts";

const kept = { version: "24.10.4", from: "folder", module: null } as const;
const loaded = { version: "24.10.4", from: "module", module: "nextflow/24.10.4" } as const;

test("without a choice the one on the PATH is what launches get, and each other version can be chosen once", () => {
  const lines = versionLines({ chosen: null, found: "25.10.2", versions: [kept, loaded] });

  expect(lines.map(({ version, isDefault, isChoice, isKept }) => [version, isDefault, isChoice, isKept])).toEqual([
    ["25.10.2", true, false, false],
    ["24.10.4", false, true, true],
    ["24.10.4", false, false, false],
  ]);
});

test("a chosen one is marked where a run takes it from, and one that the cluster does not have is fetched", () => {
  expect(versionLines({ chosen: "24.10.4", found: null, versions: [kept, loaded] }).map(({ isDefault }) => isDefault)).toEqual([
    true,
    false,
  ]);
  expect(versionLines({ chosen: "23.04.5", found: null, versions: [kept] })[0]).toMatchObject({
    isDefault: true,
    from: expect.stringContaining("internet") as string,
  });
});

test.each([
  [{ chosen: "24.10.4", found: "25.10.2" }, "get 24.10.4."],
  [{ chosen: null, found: "25.10.2" }, "25.10.2 at the last check"],
  [{ chosen: null, found: null }, "found none there"],
])("%j is said", (known, words) => {
  expect(defaultWords(known)).toContain(words);
});
