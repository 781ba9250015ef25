import type { ComputeEnv } from "@postern/contracts";
import { withoutNothing } from "../made-environment.ts";

/** What `tw compute-envs export` writes of an environment, so that `tw compute-envs import` reads it: its settings, and its labels beside them. */
export function exportText({ config, labels }: Pick<ComputeEnv, "config" | "labels">): string {
  const named = labels.map(({ name, value, resource }) => withoutNothing({ name, value, resource }));
  return `${JSON.stringify({ ...withoutNothing(config), labels: named }, undefined, 2)}\n`;
}

/** The text as an address that the browser saves as a file. */
export const exportAddress = (environment: Pick<ComputeEnv, "config" | "labels">): string =>
  `data:application/json;charset=utf-8,${encodeURIComponent(exportText(environment))}`;
