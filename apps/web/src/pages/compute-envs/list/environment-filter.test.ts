import type { ComputeEnvListEntry, Label } from "@postern/contracts";
import { expect, test } from "vitest";
import { filteredEnvironments, searchForLabel } from "./environment-filter.ts";

const label = (name: string, value: string | null): Label => ({
  ...{ id: 1, name, value, resource: value !== null, isDefault: false, isDynamic: false, isInterpolated: false, dateCreated: "" },
});
const base: ComputeEnvListEntry = {
  ...{ id: "", name: "", description: null, platform: "slurm-platform", credentialsId: null, status: "AVAILABLE", message: null },
  ...{ primary: false, workDir: "/work", workspaceName: null, visibility: null, region: null, lastUsed: null, labels: [] },
};
const all: readonly ComputeEnvListEntry[] = [
  { ...base, name: "gadi", primary: true, labels: [label("prod", null), label("cost", "PRJ 1")] },
  { ...base, name: "spartan", status: "DISABLED", labels: [label("production", null)] },
  { ...base, name: "here", platform: "local-platform", description: "For prod tests", workDir: "/var/lib/postern" },
];

test.each([
  { search: "", names: ["gadi", "spartan", "here"] },
  { search: "GAD", names: ["gadi"] },
  { search: "prod", names: ["gadi", "spartan", "here"] },
  { search: "label:prod", names: ["gadi", "spartan"] },
  { search: 'label:"prod"', names: ["gadi"] },
  { search: 'label:"prod', names: ["gadi", "spartan"] },
  { search: "label:cost", names: ["gadi"] },
  { search: 'slurm label:"cost=prj 1"', names: ["gadi"] },
  { search: "label:prj", names: [] },
  { search: "disabled", names: ["spartan"] },
  { search: "primary", names: ["gadi"] },
  { search: "lib/postern tests", names: ["here"] },
  { search: searchForLabel(label("cost", "PRJ 1")), names: ["gadi"] },
])("$search leaves $names", ({ search, names }) => {
  expect(filteredEnvironments(all, search).map(({ name }) => name)).toEqual(names);
});
