import { expect, test } from "vitest";
import { boundaries } from "./boundaries.mjs";
import { findCycles } from "./boundaries/find-cycles.mjs";
import { parseModuleTable } from "./boundaries/module-table.mjs";
import { plantTree } from "./planted-tree.ts";

const table = `
| module | its one line | may import | must not |
| --- | --- | --- | --- |
| \`domain\` | rules | – | do I/O |
| \`vault\` | secrets | domain | know HTTP |
| \`transport\` | channels | domain | know schedulers |
| \`testing\` | fakes | any | ship |
| \`apps/server\` | composes | all | be imported |
| \`apps/agent\` | dials out | domain, transport/local | carry the vault |
`;

const manifest = (name: string, subpaths: readonly string[] = []): string => {
  const entries = [".", ...subpaths.map((subpath) => `./${subpath}`)];
  const exports = Object.fromEntries(
    entries.map((entry) => [entry, { source: entry === "." ? "./src/index.ts" : `${entry.replace("./", "./src/")}/index.ts` }]),
  );
  return JSON.stringify({ name: `@postern/${name}`, exports });
};

const clean = {
  "docs/architecture.md": table,
  "packages/domain/package.json": manifest("domain"),
  "packages/domain/src/index.ts": `export type { Id } from "./id.ts";`,
  "packages/domain/src/id.ts": `export type Id = string;`,
  "packages/vault/package.json": manifest("vault"),
  "packages/vault/src/index.ts": `import type { Id } from "@postern/domain"; export const id: Id = "1";`,
  "packages/transport/package.json": manifest("transport", ["local"]),
  "packages/transport/src/index.ts": `export const port = 1;`,
  "packages/transport/src/local/index.ts": `export const local = 1;`,
  "packages/testing/package.json": manifest("testing"),
  "packages/testing/src/index.ts": `import "@postern/vault";`,
  "apps/agent/src/main.ts": `import { local } from "@postern/transport/local"; await using a = local;`,
};

async function problemsWith(files: Readonly<Record<string, string>>): Promise<string> {
  await using tree = await plantTree({ ...clean, ...files });
  const { problems } = await boundaries.run({ root: tree.root });
  return problems.join("\n");
}

test("a tree that keeps to the table has no problem", async () => {
  expect(await problemsWith({})).toBe("");
});

test.each([
  ["an arrow that the table does not have", "packages/vault/src/a.ts", `import "@postern/transport";`, "vault may import domain"],
  [
    "a type that is imported against the table",
    "packages/domain/src/a.ts",
    `import type { T } from "@postern/vault";`,
    "domain may import nothing",
  ],
  ["a type that is named in place", "packages/domain/src/a.ts", `export type T = import("@postern/vault").T;`, "domain may import nothing"],
  ["an import at run time", "packages/vault/src/a.ts", `export const t = await import("@postern/transport");`, "vault may import domain"],
  ["a module of which only a subpath is allowed", "apps/agent/src/a.ts", `import "@postern/transport";`, "transport/local"],
  ["a relative path into another package", "packages/vault/src/a.ts", `import "../../domain/src/id.ts";`, "a relative path goes past that"],
  ["a subpath that is not exported", "packages/vault/src/a.ts", `import "@postern/domain/src/id.ts";`, "does not export this"],
  ["a Node module in domain", "packages/domain/src/a.ts", `import "node:fs";`, "a browser and a cluster share"],
  ["SQL in the agent", "apps/agent/src/a.ts", `import pg from "pg";`, "no SQL"],
  ["a fake in product code", "apps/server/src/a.ts", `import "@postern/testing";`, "Only tests import testing"],
  ["a package that is not in the table", "packages/extra/src/a.ts", `import "node:fs";`, "no module of the table"],
])("%s is a problem", async (_what, path, text, words) => {
  const problems = await problemsWith({ [path]: text });

  expect(problems).toContain(path);
  expect(problems).toContain(words);
});

test("the store of another feature is entered by no other feature, its service is", async () => {
  const store = `export const store = 1;`;
  const runs = { "apps/server/src/features/runs/store.ts": store, "apps/server/src/features/runs/service.ts": store };

  const byStoreType = await problemsWith({
    ...runs,
    "apps/server/src/features/launches/service.ts": `import type { S } from "../runs/store.ts";`,
  });
  const byType = await problemsWith({
    ...runs,
    "apps/server/src/features/runs/run.ts": store,
    "apps/server/src/features/launches/service.ts": `import { type R } from "../runs/run.ts";`,
  });
  const byStore = await problemsWith({ ...runs, "apps/server/src/features/launches/service.ts": `import "../runs/store.ts";` });
  const byService = await problemsWith({ ...runs, "apps/server/src/features/launches/service.ts": `import "../runs/service.ts";` });

  expect(byStore).toContain("service.ts");
  expect(byStoreType).toContain("service.ts");
  expect(byType).toBe("");
  expect(byService).toBe("");
});

test("files that import each other are a problem, also when they share only types", async () => {
  const problems = await problemsWith({
    "packages/vault/src/a.ts": `import type { B } from "./b.ts"; export type A = B;`,
    "packages/vault/src/b.ts": `import type { A } from "./a.ts"; export type B = A;`,
  });

  expect(problems).toContain("packages/vault/src/a.ts\n  → packages/vault/src/b.ts\n  → packages/vault/src/a.ts");
});

test("types of a module that is entered by one subpath are allowed, values are not", async () => {
  expect(await problemsWith({ "apps/agent/src/a.ts": `import type { Port } from "@postern/transport";` })).toBe("");
});

test("a test may use any package, but no app", async () => {
  const allowed = await problemsWith({ "packages/vault/src/a.test.ts": `import "@postern/testing";` });
  const refused = await problemsWith({
    "apps/server/package.json": manifest("server"),
    "apps/server/src/index.ts": `export const server = 1;`,
    "packages/vault/src/a.test.ts": `import "@postern/server";`,
  });

  expect(allowed).toBe("");
  expect(refused).toContain("vault may import domain");
});

test("a page without the table stops the gate", () => {
  expect(() => parseModuleTable("# Architecture\n")).toThrow("has no table");
});

test("prose in the column of names stops the gate", () => {
  const broken = table.replace("| domain, transport/local |", "| domain and a few others |");

  expect(() => parseModuleTable(broken)).toThrow("domain and a few others");
});

test("a way that only meets again is no cycle", () => {
  const diamond = new Map([
    ["a", ["b", "c"]],
    ["b", ["d"]],
    ["c", ["d"]],
  ]);

  expect(findCycles(diamond)).toEqual([]);
});
