import { fileURLToPath } from "node:url";

import { root as checkout } from "../commands/steps/root.mjs";
import { staleness, writeGenerated } from "./generated-file.mjs";
import { codeFolders, listFiles, readFiles } from "./source-files.mjs";

const listPath = "tools/checks/disabled-rules.txt";
const cure = "node tools/checks/disabled-rules.mjs --write";

/** A place where a rule is switched off says why, and is listed, so that a review sees each new one. */
export const disabledRules = {
  name: "disabled-rules",
  async run({ root }) {
    const comments = await disableComments(root);
    const silent = comments.filter(({ reason }) => reason === "");
    const unreasoned = silent.map(
      ({ path, line, what }) =>
        `${path}:${String(line)} switches off ${what} without a reason.\n  cure: end the comment with " -- " and why.`,
    );
    return { problems: [...unreasoned, ...(await staleness({ root, path: listPath, wanted: render(comments), cure }))] };
  },
};

// Groups: the tool, the form of its comment, the rules and the reason.
const marker = /(?:\/\/|\/\*)\s*((?:ox|es)lint-disable|@ts-(?:expect-error|ignore|nocheck))(\S*)\s*(.*?)\s*(?:\*\/)?\s*$/;

async function disableComments(root) {
  const paths = await listFiles(root, codeFolders, [".ts", ".tsx", ".mjs"]);
  const files = await readFiles(root, paths);
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((content, index) => readComment(content).map((found) => ({ path, line: index + 1, ...found }))),
  );
}

function readComment(content) {
  const match = marker.exec(content);
  if (match === null) return [];
  const [, tool, form, rest] = match;
  const isCompiler = tool.startsWith("@ts");
  const [rules, ...reason] = rest.split(/\s*--\s*/);
  const what = isCompiler ? tool : rules || `${tool}${form}`;
  return [{ what, reason: (isCompiler ? rest : reason.join(" -- ")).trim() }];
}

function render(comments) {
  const lines = comments.map(({ path, what, reason }) => `${path}: ${what}: ${reason}`);
  return `# ${String(lines.length)} places where a rule is switched off, and why. Written by: ${cure}\n${lines.map((line) => `${line}\n`).join("")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeGenerated({ root: checkout, path: listPath, wanted: render(await disableComments(checkout)) });
}
