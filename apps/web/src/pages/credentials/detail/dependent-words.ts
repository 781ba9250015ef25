import type { CredentialDependentsResponse } from "@postern/contracts";

/** "2 compute environments and 1 unfinished run"; empty when there are none. */
export function dependentWords({ environments, runs }: CredentialDependentsResponse): string {
  return [counted(environments.length, "compute environment"), counted(runs.length, "unfinished run")]
    .filter((words) => words !== "")
    .join(" and ");
}

function counted(count: number, noun: string): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${noun}` : `${count.toLocaleString()} ${noun}s`;
}
