/**
 * One row of the table: a module, the folder it lives in, and what it may import.
 *
 * @typedef {{ name: string, folder: string, purpose: string, mayImport: readonly string[] }} Module
 *   `mayImport` holds module names, `name/subpath` for one subpath of a module, or the single word `all`.
 */

const heading = "| module | its one line | may import | must not |";

/**
 * Reads the table under "Layout" in docs/architecture.md.
 *
 * @returns {readonly Module[]}
 * @throws an Error when the table is not there or holds prose where names belong, so that a changed page
 *   cannot switch the gate off.
 */
export function parseModuleTable(markdown) {
  const lines = markdown.split("\n");
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`docs/architecture.md has no table that begins with "${heading}"`);
  const rows = lines.slice(start + 2);
  const length = rows.findIndex((line) => !line.startsWith("|"));
  const modules = rows.slice(0, length === -1 ? rows.length : length).map((row) => toModule(row));
  for (const module of modules) refuseUnknownNames(module, modules);
  return modules;
}

function toModule(row) {
  const [, nameCell, purpose, mayCell] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
  const name = nameCell.replaceAll("`", "");
  return { name, folder: name.includes("/") ? name : `packages/${name}`, purpose, mayImport: readNames(mayCell) };
}

function readNames(cell) {
  if (cell === "–") return [];
  const names = cell.split(",").map((word) => word.trim().replaceAll("`", ""));
  return names.length === 1 && names[0] === "any" ? ["all"] : names;
}

function refuseUnknownNames({ name, mayImport }, modules) {
  const isKnown = (word) =>
    word === "all" ||
    modules.some((module) => module.name === word || module.name === `apps/${word}` || word.startsWith(`${module.name}/`));
  const unknown = mayImport.find((word) => !isKnown(word));
  if (unknown !== undefined) throw new Error(`docs/architecture.md: "${unknown}", which ${name} may import, is no module of the table.`);
}
