import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { root as checkout } from "../commands/steps/root.mjs";
import { staleness, writeGenerated } from "./generated-file.mjs";
import { isTestCode, listFiles, readFiles } from "./source-files.mjs";

const cataloguePath = "packages/domain/src/errors/catalogue.ts";
const docPath = "docs/errors.md";
const cure = "node tools/checks/errors.mjs --write";

/** Every code of the catalogue is thrown somewhere, tested somewhere, and listed in docs/errors.md. */
export const errors = {
  name: "errors",
  async run({ root }) {
    const catalogue = await readCatalogue(root);
    const paths = await listFiles(root, ["apps", "packages", "e2e", "bench"], [".ts", ".tsx"]);
    const files = (await readFiles(root, paths)).filter(({ path }) => path !== cataloguePath);
    const stale = await staleness({ root, path: docPath, wanted: renderErrors(catalogue), cure });
    return { problems: [...orphanCodes(Object.keys(catalogue), files), ...stale] };
  },
};

/** Codes that no product file, or no test, names. */
export function orphanCodes(codes, files) {
  const tests = files.filter(({ path }) => isTestCode(path));
  const product = files.filter(({ path }) => !isTestCode(path));
  const missingIn = (some) => codes.filter((code) => !some.some(({ text }) => text.includes(`"${code}"`)));
  return [
    ...problemOf(missingIn(product), "are used nowhere", "throw it where it happens, or delete it"),
    ...problemOf(missingIn(tests), "are expected by no test", "write the test that shows the failure path"),
  ];
}

function problemOf(codes, what, cureOfEach) {
  if (codes.length === 0) return [];
  return [`${cataloguePath}: ${String(codes.length)} codes ${what}: ${codes.join(", ")}.\n  cure: for each, ${cureOfEach}.`];
}

/** The reference page of error codes. */
export function renderErrors(catalogue) {
  const rows = Object.entries(catalogue).map(([code, { kind, hint }]) => `| \`${code}\` | ${kind} | ${hint.replaceAll("|", "\\|")} |\n`);
  return `${heading}${kinds()}\n| code | kind | what to do |\n| --- | --- | --- |\n${rows.join("")}`;
}

const heading = `# Errors

Written by \`${cure}\` from \`${cataloguePath}\`. Do not edit.

An answer carries \`message\` (what failed, on which thing), \`code\` (below) and \`id\` (look for it in the log). The kind of a code
decides the HTTP status and the exit code of the command line.

`;

function kinds() {
  const rows = [
    ["invalid", "400", "2", "The request is wrong and will stay wrong."],
    ["unauthenticated", "401", "3", "Nobody is signed in."],
    ["forbidden", "403", "3", "Signed in, but not allowed."],
    ["not_found", "404", "4", "The thing does not exist, or must look so."],
    ["conflict", "409", "5", "The thing exists already, or is in use."],
    ["too_large", "413", "2", "The body is larger than the limit."],
    ["limited", "429", "6", "Asked too often; `Retry-After` says when to ask again."],
    ["unavailable", "503", "6", "A part is away; asking again later helps."],
    ["timeout", "504", "6", "The other side did not answer in time."],
    ["internal", "500", "1", "Our fault; the log holds the cause."],
  ];
  return `| kind | HTTP | exit | meaning |\n| --- | --- | --- | --- |\n${rows.map((row) => `| ${row.join(" | ")} |\n`).join("")}`;
}

async function readCatalogue(root) {
  const module = await import(pathToFileURL(join(root, cataloguePath)).href);
  return module.catalogue;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeGenerated({ root: checkout, path: docPath, wanted: renderErrors(await readCatalogue(checkout)) });
}
