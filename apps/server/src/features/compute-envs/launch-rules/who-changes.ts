import { leastRole } from "@postern/domain";
import type { ComputeEnvironment } from "../environment.ts";

const permission = "compute_environment:write";

/** Who may change what a launch may choose, in a sentence for whoever may not launch as they want. */
export function whoChangesRules({ name, workspaceId }: Pick<ComputeEnvironment, "name" | "workspaceId">): string {
  if (workspaceId === null) return `What a launch may choose is changed on the page of ${name}, by whose environment it is.`;
  return `What a launch may choose is changed on the page of ${name}, by whoever has the ${leastRole[permission]} role in the workspace (${permission}).`;
}
