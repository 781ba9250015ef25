import { readFile, readdir } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

import { exists } from "../commands/steps/content-stamp.mjs";
import { listFiles, readFiles } from "./source-files.mjs";

/** Each package says what it is, and no page names a file that is not there. */
export const packageDocs = {
  name: "package-docs",
  async run({ root }) {
    const packages = (await readdir(join(root, "packages"), { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const headers = await Promise.all(packages.map(({ name }) => packageProblems(root, name)));
    const pages = await readFiles(root, await listPages(root));
    const links = await Promise.all(pages.map((page) => pageProblems(root, page)));
    return { problems: [...headers.flat(), ...links.flat()] };
  },
};

async function packageProblems(root, name) {
  const folder = `packages/${name}`;
  const index = await readFile(join(root, folder, "src/index.ts"), "utf8").catch(() => "");
  const problems = [];
  if (!(await exists(join(root, folder, "README.md"))))
    problems.push(`${folder}/README.md is missing.\n  cure: say in a few lines what it is for, and what it is not.`);
  if (!index.startsWith("/**"))
    problems.push(`${folder}/src/index.ts has no header comment.\n  cure: begin it with what the package is, and why it is so.`);
  return problems;
}

async function listPages(root) {
  const inFolders = await listFiles(root, ["apps", "packages", "docs", "e2e", "bench", "tools", "examples"], [".md"]);
  const atRoot = (await readdir(root)).filter((name) => name.endsWith(".md"));
  return [...atRoot, ...inFolders];
}

async function pageProblems(root, { path, text }) {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  const named = [
    ...linksIn(prose).map((link) => ({ target: normalize(join(dirname(path), link)), as: link })),
    ...pathsIn(prose).map((file) => ({ target: file, as: file })),
  ];
  const problems = [];
  for (const { target, as } of named) {
    if (!(await exists(join(root, target))))
      problems.push(`${path} names ${as}, which is not there.\n  cure: correct the name, or drop the sentence.`);
  }
  return problems;
}

/** Relative links of a page, without their anchors. */
export function linksIn(prose) {
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1].split("#")[0]);
  return links.filter((link) => link !== "" && !/^[a-z]+:/i.test(link));
}

/** Words in code marks that are paths from the root. Patterns and build results are not looked for. */
export function pathsIn(prose) {
  const words = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]);
  const paths = words.filter((word) => /^(apps|packages|docs|e2e|bench|tools|examples|changes)\/[\w./-]+$/.test(word));
  return paths.filter((path) => !/(^|\/)(dist|NNNN)|\.\.\./.test(path));
}
