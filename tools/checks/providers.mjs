import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { root as checkout } from "../commands/steps/root.mjs";
import { staleness, writeGenerated } from "./generated-file.mjs";

const tablePath = "packages/domain/src/credentials/provider-table.ts";
const docPath = "docs/providers.md";
const cure = "node tools/checks/providers.mjs --write";

/** The page of providers says what the table of them says. */
export const providers = {
  name: "providers",
  async run({ root }) {
    return { problems: await staleness({ root, path: docPath, wanted: renderProviders(await readTable(root)), cure }) };
  },
};

const groups = { cluster: "Clusters", git: "Git hosts", registry: "Container registries", cloud: "Clouds and storage" };

/** The reference page of what a credential of each provider is made of. */
export function renderProviders(table) {
  const sections = Object.entries(groups).map(([group, title]) => {
    const members = table.filter((provider) => provider.group === group);
    return `## ${title}\n\n${members.map(renderProvider).join("\n")}`;
  });
  return `${heading}${sections.join("\n")}`;
}

function renderProvider(provider) {
  const { id, label, purpose, platforms, fields, modes = [], needsOneOf, modeMember } = provider;
  const opens = platforms.length === 0 ? "" : ` Platforms: ${platforms.map(code).join(", ")}.`;
  const chosen = modeMember === undefined ? "by the members that are sent" : `by the member ${code(modeMember)}`;
  const choice = modes.length === 0 ? "" : `\nIt has one of several modes, chosen ${chosen}; members of two modes do not mix.\n`;
  const oneOf = needsOneOf === undefined ? "" : `\nOne of ${needsOneOf.map(code).join(" and ")} has to be there.\n`;
  const common = fields.length === 0 ? "" : `\n${renderFields(fields)}`;
  const parts = modes.map((mode) => `\n**${mode.label}** (${code(mode.id)}).${spaced(mode.help)}\n\n${renderFields(mode.fields)}`);
  return `### ${label}: ${code(id)}\n\n${purpose}${opens}\n${choice}${oneOf}${common}${parts.join("")}`;
}

function renderFields(fields) {
  return `| member | in the form | needed | secret | |\n| --- | --- | :-: | :-: | --- |\n${fields.map(renderField).join("")}`;
}

function renderField(field) {
  const says = [field.help, field.isHidden === true ? "Taken from clients that send it; no form asks for it." : ""].filter(
    (text) => text !== "",
  );
  const cells = [code(field.name), field.label, mark(field.isRequired), mark(field.isSecret), says.join(" ")];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
}

const code = (text) => `\`${text}\``;
const mark = (isSo) => (isSo ? "●" : "");
const spaced = (text) => (text === "" ? "" : ` ${text}`);

const heading = `# Providers of credentials

Written by \`${cure}\` from \`${tablePath}\`. Do not edit.

What a credential of each provider is made of: the members of \`keys\` in \`POST /api/credentials\`, as \`tw credentials add\` and Terraform send them, and the
inputs of the form. \`baseUrl\` stands beside \`keys\`. Secret members are never answered; everything is sealed together. A member that is not named here, and
one of another mode, is refused by its name. [Keep credentials](guides/credentials.md) says how to use the pages.

An edit (\`PUT /api/credentials/{id}\`) keeps secret members that it does not send, as long as the mode stays. An optional one that is sent empty is taken away. With another SSH key the
old passphrase goes, and of two members of which one has to be there the one that is not sent. \`useExternalId=true\` has an external ID made for AWS; a role always gets one.

`;

async function readTable(root) {
  return (await import(pathToFileURL(join(root, tablePath)).href)).credentialProviderTable;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeGenerated({ root: checkout, path: docPath, wanted: renderProviders(await readTable(checkout)) });
}
