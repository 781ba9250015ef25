import { permissions } from "./permissions.ts";
import type { Permission } from "./permissions.ts";

/** What each permission lets somebody do, as one line of the page that makes roles. */
const words: Readonly<Record<Permission, string>> = {
  "action:read": "See actions",
  "action:write": "Make, edit, pause and test actions",
  "action:execute": "Trigger an action",
  "action:delete": "Delete actions",
  "action_label:write": "Label actions",
  "audit:read": "See the audit trail of the workspace",
  "compute_environment:read": "See compute environments",
  "compute_environment:write":
    "Make, edit and check compute environments, whose scripts and variables run in everybody's launches, and choose the primary one",
  "compute_environment:delete": "Delete compute environments",
  "container:read": "See the containers of runs",
  "credentials:read": "See the names of credentials, never their secrets",
  "credentials:write": "Add and edit credentials",
  "credentials:delete": "Delete credentials",
  "credentials_encrypted:read": "Launch with credentials that stay sealed",
  "data_link:read": "See and browse data links",
  "data_link:write": "Make and edit data links, move files through them",
  "data_link:delete": "Delete data links and the files behind them",
  "data_link:admin": "Hide and show data links",
  "dataset:read": "See and download datasets",
  "dataset:write": "Make and edit datasets",
  "dataset:delete": "Delete datasets",
  "dataset:admin": "Hide and show datasets, switch off single versions",
  "dataset_label:write": "Label datasets",
  "label:read": "See the labels of the workspace",
  "label:write": "Make and edit labels",
  "label:delete": "Delete labels",
  "launch:read": "See the launch forms that were saved",
  "lineage:read": "See where data came from",
  "pipeline:read": "See saved pipelines",
  "pipeline:write": "Save and edit pipelines, change their details at launch",
  "pipeline:delete": "Delete saved pipelines",
  "pipeline_label:write": "Label pipelines",
  "pipeline_secrets:read": "See the names of pipeline secrets, never their values",
  "pipeline_secrets:write": "Add and edit pipeline secrets",
  "pipeline_secrets:delete": "Delete pipeline secrets",
  "platform:read": "See which platforms there are",
  "studio:read": "See Studios",
  "studio:write": "Make and edit Studios",
  "studio:execute": "Start and stop Studios",
  "studio:delete": "Delete Studios",
  "studio:admin": "Act on private Studios of others",
  "studio_label:write": "Label Studios",
  "studio_session:read": "See sessions of Studios",
  "studio_session:execute": "Connect to a session of a Studio",
  "workflow:read": "See runs, their tasks, logs and reports",
  "workflow:write": "Report on runs, as Nextflow does",
  "workflow:execute": "Launch saved pipelines, cancel one's own runs",
  "workflow:delete": "Delete one's own runs",
  "workflow:admin": "Cancel and delete runs of others",
  "workflow_label:write": "Label runs",
  "workflow_quick:execute": "Launch a repository that nobody has saved as a pipeline",
  "workflow_star:read": "See which runs one has starred",
  "workflow_star:write": "Star runs",
  "workflow_star:delete": "Take stars off runs",
  "workspace:read": "See the workspace and who takes part in it",
  "workspace:write": "Edit the workspace, add and remove participants, change their roles",
  "workspace:delete": "Delete the workspace",
  "workspace:admin": "Make, change and remove owners of the workspace",
  "workspace_lineage:read": "See the settings of lineage",
  "workspace_lineage:write": "Change the settings of lineage",
  "workspace_self:delete": "Leave the workspace",
  "workspace_studio:read": "See the settings of Studios",
  "workspace_studio:write": "Change the settings of Studios",
};

const categories: Readonly<Record<string, string>> = {
  action: "Actions",
  audit: "Audit trail",
  compute_environment: "Compute environments",
  container: "Runs",
  credentials: "Credentials",
  data_link: "Data links",
  dataset: "Datasets",
  label: "Labels",
  launch: "Pipelines",
  lineage: "Lineage",
  pipeline: "Pipelines",
  pipeline_secrets: "Pipeline secrets",
  platform: "Compute environments",
  studio: "Studios",
  studio_session: "Studios",
  workflow: "Runs",
  workspace: "Workspace",
};

export interface DescribedPermission {
  readonly name: Permission;
  /** What it is about, for people who look through the list. */
  readonly category: string;
  readonly description: string;
}

/** Every permission with its words, in the order of the alphabet. */
export const permissionCatalogue: readonly DescribedPermission[] = permissions.map((name) => ({
  name,
  category: categoryOf(name),
  description: words[name],
}));

// `pipeline_label:write` is about pipelines: the longest beginning that is known decides.
function categoryOf(permission: Permission): string {
  const parts = (permission.split(":")[0] ?? permission).split("_");
  for (let length = parts.length; length > 0; length -= 1) {
    const category = categories[parts.slice(0, length).join("_")];
    if (category !== undefined) return category;
  }
  return "Other";
}
