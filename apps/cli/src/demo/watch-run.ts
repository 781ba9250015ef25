import type { DescribeWorkflowResponse } from "@postern/contracts";
import { isTerminal } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { ApiClient } from "./api-client.ts";
import { progressLine } from "./progress-line.ts";
import { say } from "./say.ts";

const pollMs = 500;
const logTailLines = 20;

/** Follows a run to its end, a line for each change. */
export async function watchRun(api: ApiClient, clock: Clock, runId: string): Promise<DescribeWorkflowResponse> {
  let last = "";
  for (;;) {
    const run = await api.getRun(runId);
    const line = progressLine(run);
    if (line !== last) say(`  ${line}`);
    last = line;
    if (isTerminal(run.workflow.status)) return run;
    await clock.sleep(pollMs);
  }
}

/** Says how it ended; for a failure also why, in Nextflow's words. */
export async function reportEnd(api: ApiClient, { workflow, messages }: DescribeWorkflowResponse): Promise<void> {
  say(`${workflow.status}  ${workflow.runName}  ${String(Math.round((workflow.duration ?? 0) / 1000))} s`);
  if (workflow.status === "SUCCEEDED") return;
  for (const message of messages) say(message);
  const report = workflow.errorReport ?? workflow.errorMessage;
  say(report ?? (await api.getLog(workflow.id)).slice(-logTailLines).join("\n"));
}
