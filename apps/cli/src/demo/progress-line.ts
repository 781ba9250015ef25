import type { DescribeWorkflowResponse } from "@postern/contracts";

/** One line that says how far a run is; two lines are equal when nothing worth saying happened. */
export function progressLine({ workflow, progress }: DescribeWorkflowResponse): string {
  const { pending, submitted, running, succeeded, cached, failed } = progress.workflowProgress;
  const done = succeeded + cached;
  const total = done + pending + submitted + running + failed;
  if (total === 0) return workflow.status.toLowerCase();
  const busy = progress.processesProgress.filter((each) => each.running > 0).map((each) => each.process);
  const where = busy.length === 0 ? "" : `  ${busy.join(", ")}`;
  const trouble = failed === 0 ? "" : `, ${String(failed)} failed`;
  return `${workflow.status.toLowerCase()}  ${String(done)} of ${String(total)} tasks${trouble}${where}`;
}
