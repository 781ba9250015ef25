import type { DescribeWorkflowResponse, HeadJobResourcesAnswer, Workflow } from "@postern/contracts";
import { isTerminal } from "@postern/domain";
import type { RunStatus } from "@postern/domain";
import { formatMemorySize } from "../../format/memory-size.ts";
import { formatTimeSpan } from "../../format/time-span.ts";

type Pipeline = Pick<Workflow, "projectName" | "revision"> & Partial<Pick<Workflow, "manifest">>;

/** The pipeline and its revision as one short text: `nf-core/rnaseq 3.14`. */
export function pipelineWords(workflow: Pipeline): string {
  const name = nameOf(workflow)
    .replace(/^https?:\/\/[^/]+\//, "")
    .replace(/\.git$/, "");
  return workflow.revision === null || workflow.revision === "" ? name : `${name} ${workflow.revision}`;
}

// For a script of its own Nextflow says the file name, which every such pipeline shares; the pipeline may know better.
function nameOf({ projectName, manifest }: Pipeline): string {
  const ownName = manifest?.["name"];
  return projectName.endsWith(".nf") && typeof ownName === "string" && ownName !== "" ? ownName : projectName;
}

/** Why a run failed or is not known, in its first line; nothing for runs that are well. */
export function causeOf(workflow: Pick<Workflow, "status" | "errorMessage" | "errorReport" | "exitStatus">): string | undefined {
  if (workflow.status === "UNKNOWN") return firstLine(workflow.errorMessage) ?? "No sign of life. Asking the scheduler.";
  if (workflow.status !== "FAILED") return undefined;
  const said = firstLine(workflow.errorMessage) ?? firstLine(workflow.errorReport);
  if (said !== undefined) return said;
  return workflow.exitStatus === null ? "Failed without a message." : `Nextflow ended with exit status ${String(workflow.exitStatus)}.`;
}

interface RunWithJob {
  readonly workflow: { readonly status: RunStatus };
  readonly jobInfo: Pick<NonNullable<DescribeWorkflowResponse["jobInfo"]>, "operationId" | "status"> | null;
}

/** Whether the scheduler is known to hold the head job back, so that Nextflow has not begun. */
export const isInQueue = ({ workflow, jobInfo }: RunWithJob): boolean => workflow.status === "SUBMITTED" && jobInfo?.status === "queued";

/** The id of the head job, with what is known of it while the run has not ended; nothing without a job. */
export function headJobWords({ workflow, jobInfo }: RunWithJob): string | null {
  if (jobInfo === null || jobInfo.operationId === null) return null;
  if (isTerminal(workflow.status) || jobInfo.status === null) return jobInfo.operationId;
  return `${jobInfo.operationId} (${jobStates[jobInfo.status] ?? jobInfo.status})`;
}

/** What the head job asked of its cluster, in one line; nothing when it left all to the site. */
export function askedWords(asked: HeadJobResourcesAnswer | null): string | null {
  if (asked === null) return null;
  const { account, qos, wallTimeSeconds, memoryMb, cpus, constraint } = asked;
  const words = [
    wordsOf(account, (name) => `account ${name}`),
    wordsOf(qos, (name) => `quality of service ${name}`),
    wordsOf(wallTimeSeconds, formatTimeSpan),
    wordsOf(memoryMb, formatMemorySize),
    wordsOf(cpus, (count) => `${String(count)} ${count === 1 ? "processor" : "processors"}`),
    wordsOf(constraint, (needed) => `constraint ${needed}`),
  ].flat();
  return words.length === 0 ? null : words.join(", ");
}

const wordsOf = <Value>(value: Value | null, write: (value: Value) => string): readonly string[] => (value === null ? [] : [write(value)]);

/** What the server says of a job in one word, where that word alone would not be understood. */
const jobStates: Readonly<Record<string, string>> = {
  queued: "waiting in queue",
  absent: "not listed by the scheduler",
  nothing: "the scheduler did not answer",
};

const firstLine = (text: string | null): string | undefined =>
  text
    ?.split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "");
