import type { Workflow } from "@postern/contracts";

/** The pipeline and its revision as one short text: `nf-core/rnaseq 3.14`. */
export function pipelineWords(workflow: Pick<Workflow, "projectName" | "revision">): string {
  const name = workflow.projectName.replace(/^https?:\/\/[^/]+\//, "").replace(/\.git$/, "");
  return workflow.revision === null || workflow.revision === "" ? name : `${name} ${workflow.revision}`;
}

/** Why a run failed or is not known, in its first line; nothing for runs that are well. */
export function causeOf(workflow: Pick<Workflow, "status" | "errorMessage" | "errorReport" | "exitStatus">): string | undefined {
  if (workflow.status === "UNKNOWN") return firstLine(workflow.errorMessage) ?? "No sign of life. Asking the scheduler.";
  if (workflow.status !== "FAILED") return undefined;
  const said = firstLine(workflow.errorMessage) ?? firstLine(workflow.errorReport);
  if (said !== undefined) return said;
  return workflow.exitStatus === null ? "Failed without a message." : `Nextflow ended with exit status ${String(workflow.exitStatus)}.`;
}

const firstLine = (text: string | null): string | undefined =>
  text
    ?.split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "");
