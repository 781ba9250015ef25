import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { exists, filesBelow } from "../commands/steps/content-stamp.mjs";

const folder = "changes/unreleased";
const kinds = ["added", "changed", "fixed", "removed", "security"];
const cure = `cure: write "# <kind>: <one line>" (kind: ${kinds.join(", ")}), then a paragraph "Before: …" and one "Now: …".`;

/** A change that a user can see has an entry that says what was and what is. */
export const changes = {
  name: "changes",
  async run({ root }) {
    const files = (await exists(join(root, folder))) ? await filesBelow([join(root, folder)]) : [];
    const entries = await Promise.all(files.map(async (file) => ({ name: basename(file), text: await readFile(file, "utf8") })));
    return { problems: entries.flatMap(({ name, text }) => changeProblems(name, text)) };
  },
};

/** What is wrong with one entry; an entry may hold several headings. */
export function changeProblems(name, text) {
  const at = `${folder}/${name}`;
  const problems = [];
  if (!/^\d+\.md$/.test(name)) problems.push(`${at}: is not named after its issue, as 12.md.`);
  const sections = text.split(/^(?=# )/m).filter((section) => section.trim() !== "");
  if (sections.length === 0) problems.push(`${at}: is empty.`);
  return [...problems, ...sections.flatMap((section) => sectionProblems(section).map((problem) => `${at}: ${problem}`))].map(
    (problem) => `${problem}\n  ${cure}`,
  );
}

function sectionProblems(section) {
  const [first = ""] = section.split("\n");
  const kind = /^# ([a-z]+): \S/.exec(first)?.[1];
  const problems = [];
  if (kind === undefined || !kinds.includes(kind)) problems.push(`"${first}" names no kind.`);
  for (const word of ["Before:", "Now:"]) {
    if (!section.includes(`\n${word} `)) problems.push(`"${first}" has no paragraph "${word}".`);
  }
  return problems;
}
