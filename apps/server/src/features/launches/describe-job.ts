import type { DescribeWorkflowResponse } from "@postern/contracts";
import type { Database } from "@postern/database";
import type { JobSighting, RunId } from "@postern/domain";
import { findHeadJob } from "./head-job-store.ts";

type JobInfo = NonNullable<DescribeWorkflowResponse["jobInfo"]>;

/** What is known of the scheduler job that runs Nextflow; undefined for a run that was started outside Postern. */
export async function describeJob(database: Database, runId: RunId): Promise<JobInfo | undefined> {
  const job = await findHeadJob(database.query, runId);
  if (job === undefined) return undefined;
  const sighting = job.sighting === null ? undefined : (JSON.parse(job.sighting) as JobSighting);
  return {
    operationId: job.job_id,
    status: sighting?.seen ?? job.submit_state,
    message: sighting !== undefined && "reason" in sighting && sighting.reason !== "" ? sighting.reason : null,
    exitCode: sighting?.seen === "ended" ? sighting.exitCode : null,
  };
}
