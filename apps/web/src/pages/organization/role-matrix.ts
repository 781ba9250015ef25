import { permissionCatalogue } from "@postern/domain";
import type { Permission } from "@postern/domain";

/** The columns, in the order in which trust grows. */
export const verbs = ["read", "write", "execute", "delete", "admin"] as const;
export type Verb = (typeof verbs)[number];

export interface MatrixCell {
  readonly permission: Permission;
  /** What it lets somebody do. */
  readonly description: string;
}

export interface MatrixRow {
  /** As the public API calls it. */
  readonly resource: string;
  /** As we call it. */
  readonly label: string;
  readonly cells: Readonly<Partial<Record<Verb, MatrixCell>>>;
}

export interface MatrixGroup {
  readonly category: string;
  readonly rows: readonly MatrixRow[];
}

/** What one meets every day, first. Categories that are not named here are about things that Postern does not have yet. */
const here = ["Runs", "Compute environments", "Credentials", "Workspace", "Audit trail"];

/** Where the word of the public API is not ours. */
const labels: Readonly<Record<string, string>> = {
  audit: "audit trail",
  compute_environment: "compute environments",
  container: "containers",
  credentials_encrypted: "sealed credentials, to launch with",
  platform: "platforms",
  workflow: "runs",
  workflow_label: "labels of runs",
  workflow_quick: "unsaved repositories",
  workflow_star: "stars",
  workspace: "the workspace itself",
  workspace_lineage: "settings of lineage",
  workspace_self: "one's own part in it",
  workspace_studio: "settings of Studios",
};

/** Every permission as a cell: a row for each resource, grouped by what it is about. */
export function matrixGroups(): { readonly here: readonly MatrixGroup[]; readonly later: readonly MatrixGroup[] } {
  const categories = [...new Set(permissionCatalogue.map((one) => one.category))];
  const later = categories.filter((category) => !here.includes(category)).sort();
  return { here: here.map(groupOf), later: later.map(groupOf) };
}

function groupOf(category: string): MatrixGroup {
  const rows = new Map<string, Partial<Record<Verb, MatrixCell>>>();
  for (const one of permissionCatalogue) {
    if (one.category !== category) continue;
    const [resource = "", verb] = one.name.split(":");
    const column = verbs.find((each) => each === verb);
    if (column === undefined) continue;
    rows.set(resource, { ...rows.get(resource), [column]: { permission: one.name, description: one.description } });
  }
  return {
    category,
    rows: [...rows].map(([resource, cells]) => ({ resource, label: labels[resource] ?? resource.replaceAll("_", " "), cells })),
  };
}

/** How many permissions of these groups are chosen, of how many. */
export function countChosen(
  groups: readonly MatrixGroup[],
  chosen: ReadonlySet<string>,
): { readonly chosen: number; readonly all: number } {
  const all = groups.flatMap(({ rows }) => rows.flatMap(({ cells }) => Object.values(cells).map((cell) => cell.permission)));
  return { chosen: all.filter((permission) => chosen.has(permission)).length, all: all.length };
}

/** The set with one more, or one less. */
export function toggled(chosen: ReadonlySet<string>, permission: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(permission)) next.add(permission);
  return next;
}
