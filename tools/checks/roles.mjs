import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { root as checkout } from "../commands/steps/root.mjs";
import { staleness, writeGenerated } from "./generated-file.mjs";

const folder = "packages/domain/src/access";
const docPath = "docs/roles.md";
const cure = "node tools/checks/roles.mjs --write";

/** The page of roles and permissions says what the rules say. */
export const roles = {
  name: "roles",
  async run({ root }) {
    return { problems: await staleness({ root, path: docPath, wanted: renderRoles(await readRules(root)), cure }) };
  },
};

/** The reference page of roles and permissions. */
export function renderRoles({ builtInRoles, builtInRoleWords, catalogue, mayInWorkspace, organization }) {
  const names = builtInRoles.map((role) => `| \`${role}\` | ${builtInRoleWords[role]} |\n`).join("");
  const groups = Map.groupBy(catalogue, ({ category }) => category);
  const sections = [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
  const matrix = sections.map(([category, permissions]) => `### ${category}\n\n${renderMatrix(builtInRoles, permissions, mayInWorkspace)}`);
  return `${heading}## The built-in roles\n\n| role | for |\n| --- | --- |\n${names}\n${between}\n${matrix.join("\n")}\n${renderOrganization(organization)}`;
}

function renderMatrix(builtInRoles, permissions, may) {
  const head = `| permission | lets somebody | ${builtInRoles.join(" | ")} |\n| --- | --- | ${builtInRoles.map(() => ":-:").join(" | ")} |\n`;
  const rows = permissions.map(({ name, description }) => {
    const marks = builtInRoles.map((role) => mark(may(role, name)));
    return `| \`${name}\` | ${lowered(description)} | ${marks.join(" | ")} |\n`;
  });
  return `${head}${rows.join("")}`;
}

function renderOrganization({ roles: inOrganization, permissions, may }) {
  const head = `| permission | ${inOrganization.join(" | ")} |\n| --- | ${inOrganization.map(() => ":-:").join(" | ")} |\n`;
  const rows = permissions.map((name) => `| \`${name}\` | ${inOrganization.map((role) => mark(may(role, name))).join(" | ")} |\n`);
  return `${organizationHeading}${head}${rows.join("")}`;
}

const mark = (may) => (may ? "●" : "");
const lowered = (words) => (/^[A-Z][a-z]/.test(words) ? `${words[0].toLowerCase()}${words.slice(1)}` : words);

const heading = `# Roles and permissions

Written by \`${cure}\` from \`${folder}\`. Do not edit.

Somebody takes part in a workspace with a role, by themselves, through teams, or both; they may do what any of these roles may. An owner of the
organization may do everything in each of its workspaces. [Share a workspace](guides/share-a-workspace.md) says how roles are given.

`;

const between = `## What each may do

Some of these are for things that Postern does not have yet; they are there so that roles of other servers can be made here as they are.
`;

const organizationHeading = `## In an organization

A collaborator is somebody from outside who was let into single workspaces.

`;

async function readRules(root) {
  const read = async (file) => import(pathToFileURL(join(root, folder, file)).href);
  const { builtInRoles, builtInRoleWords } = await read("built-in-roles.ts");
  const { permissionsOf } = await read("effective-permissions.ts");
  const { permissionCatalogue } = await read("permission-words.ts");
  const { organizationRoles, organizationPermissions, mayInOrganization } = await read("organization-permissions.ts");
  return {
    builtInRoles,
    builtInRoleWords,
    catalogue: permissionCatalogue,
    mayInWorkspace: (role, permission) => permissionsOf(role).has(permission),
    organization: { roles: organizationRoles, permissions: organizationPermissions, may: mayInOrganization },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeGenerated({ root: checkout, path: docPath, wanted: renderRoles(await readRules(checkout)) });
}
