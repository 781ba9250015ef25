import type { DescribeWorkflowResponse } from "@postern/contracts";
import type { Database, RunRow } from "@postern/database";
import { toRunId } from "@postern/domain";
import type { JobSighting } from "@postern/domain";
import { toResourcesAnswer } from "../compute-envs/wire.ts";
import type { LaunchRecord } from "./bundle/launch-plan.ts";
import { findHeadJob } from "./head-job-store.ts";

type JobInfo = NonNullable<DescribeWorkflowResponse["jobInfo"]>;

/** What is known of the scheduler job that runs Nextflow; undefined for a run that was started outside Postern. */
export async function describeJob(database: Database, run: Pick<RunRow, "id" | "launch">): Promise<JobInfo | undefined> {
  const job = await findHeadJob(database.query, toRunId(run.id));
  if (job === undefined) return undefined;
  const sighting = job.sighting === null ? undefined : (JSON.parse(job.sighting) as JobSighting);
  return {
    operationId: job.job_id,
    status: sighting?.seen ?? job.submit_state,
    message: sighting !== undefined && "reason" in sighting && sighting.reason !== "" ? sighting.reason : null,
    exitCode: sighting?.seen === "ended" ? sighting.exitCode : null,
    resources: resourcesOf(run.launch),
  };
}

/** Null when it asked for nothing by itself; what head job options asked for is not known here. */
function resourcesOf(launch: string | null): JobInfo["resources"] {
  const { resources = {} } = JSON.parse(launch ?? "{}") as Partial<LaunchRecord>;
  return Object.keys(resources).length === 0 ? null : toResourcesAnswer(resources);
}
