import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { root as checkout } from "../commands/steps/root.mjs";
import { staleness, writeGenerated } from "./generated-file.mjs";
import { listFiles, readFiles } from "./source-files.mjs";

const schemaPath = "packages/runtime/src/settings/schema.ts";
const docPath = "docs/settings.md";
const cure = "node tools/checks/settings.mjs --write";

/** Every setting stands in the schema, complete, and on its reference page; no page names one that does not exist. */
export const settings = {
  name: "settings",
  async run({ root }) {
    const { definitions, secrets } = await readDefinitions(root);
    const pages = await readFiles(root, ["README.md", ...(await listFiles(root, ["docs"], [".md"]))]);
    const stale = await staleness({ root, path: docPath, wanted: renderSettings(definitions, secrets), cure });
    return { problems: [...incomplete(definitions), ...unknownNames(definitions, pages, secrets), ...stale] };
  },
};

/**
 * Definitions that lack a part of what the reference page promises.
 *
 * @returns {string[]}
 */
export function incomplete(definitions) {
  const lacks = ({ key, kind, fallback, form, about }) => [
    ...(/^[a-z]+(-[a-z]+)*$/.test(key ?? "") ? [] : ["a key of small letters and dashes"]),
    ...(["text", "integer", "flag"].includes(kind) ? [] : ["a kind"]),
    ...(fallback === undefined ? ["a default"] : []),
    ...(form ? [] : ["the form of its value"]),
    ...(about?.endsWith(".") ? [] : ["a sentence about it"]),
  ];
  return definitions.flatMap((definition) => {
    const missing = lacks(definition);
    return missing.length === 0 ? [] : [`${schemaPath}: ${definition.key} lacks ${missing.join(", ")}.`];
  });
}

/** Environment names on pages that no setting has. */
export function unknownNames(definitions, pages, secrets = []) {
  const known = new Set([...definitions.map(({ key }) => environmentName(key)), ...secrets.map(({ name }) => name)]);
  return pages.flatMap(({ path, text }) => {
    const named = [...new Set(text.match(/\bPOSTERN_[A-Z][A-Z_]*\b/g) ?? [])];
    return named
      .filter((name) => !known.has(name))
      .map((name) => `${path} names ${name}, which is no setting.\n  cure: add it to ${schemaPath}, or correct the page.`);
  });
}

/** The reference page of settings. */
export function renderSettings(definitions, secrets = []) {
  const rows = definitions.map(({ key, form, fallback, about }) => {
    const shown = fallback === "" ? "–" : `\`${String(fallback)}\``;
    return `| \`--${key}\` | \`${environmentName(key)}\` | \`${key}\` | \`${form.replaceAll("|", "\\|")}\` | ${shown} | ${about.replaceAll("|", "\\|")} |\n`;
  });
  return `${heading}| flag | environment | file key | form | default | about |\n| --- | --- | --- | --- | --- | --- |\n${rows.join("")}${renderSecrets(secrets)}`;
}

function renderSecrets(secrets) {
  if (secrets.length === 0) return "";
  const rows = secrets.map(({ name, about }) => `| \`${name}\` | ${about} |\n`);
  return `\nSecrets that are read from the environment alone:\n\n| environment | what |\n| --- | --- |\n${rows.join("")}`;
}

const heading = `# Settings

Written by \`${cure}\` from \`${schemaPath}\`. Do not edit.

A value is taken from the first of these that has it: flag of the command line, environment, settings file (TOML, \`--config\`), default. A value
that is not understood, and a key that nobody knows, stop the start with a message that names them.

`;

// The same rule as in packages/runtime, which its own test holds.
function environmentName(key) {
  return `POSTERN_${key.toUpperCase().replaceAll("-", "_")}`;
}

async function readDefinitions(root) {
  const module = await import(pathToFileURL(join(root, schemaPath)).href);
  return { definitions: module.settingDefinitions, secrets: module.secretVariables };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { definitions, secrets } = await readDefinitions(checkout);
  await writeGenerated({ root: checkout, path: docPath, wanted: renderSettings(definitions, secrets) });
}
