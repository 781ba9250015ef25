import type { ComputeEnv, WorkflowLaunch, WorkflowLaunchRequest } from "@postern/contracts";
import type { RunRow } from "@postern/database";
import { toIso } from "../../http/iso-time.ts";

/** The launch as it was, with what a resume of this run would need. Null for a run that was not launched here. */
export function toLaunch(run: RunRow, computeEnv: ComputeEnv | undefined): WorkflowLaunch | null {
  if (run.launch === null) return null;
  const asked = JSON.parse(run.launch) as Partial<WorkflowLaunchRequest>;
  return {
    ...textsOf(asked),
    id: run.id,
    pipeline: asked.pipeline ?? run.repository ?? run.project_name,
    workDir: run.work_dir,
    runName: run.run_name,
    sessionId: run.session_id,
    configProfiles: asked.configProfiles ?? null,
    overrides: asked.overrides ?? null,
    pullLatest: asked.pullLatest === true,
    stubRun: asked.stubRun === true,
    resume: asked.resume === true,
    resumeDir: run.work_dir,
    // A client resumes when it is set: only a run whose commit is known can be resumed exactly.
    resumeCommitId: run.commit_id,
    computeEnv: computeEnv ?? null,
    dateCreated: toIso(run.created_at),
  };
}

function textsOf(asked: Partial<WorkflowLaunchRequest>) {
  return {
    revision: asked.revision ?? null,
    commitId: asked.commitId ?? null,
    configText: asked.configText ?? null,
    paramsText: asked.paramsText ?? null,
    preRunScript: asked.preRunScript ?? null,
    postRunScript: asked.postRunScript ?? null,
    mainScript: asked.mainScript ?? null,
    entryName: asked.entryName ?? null,
    nextflowVersion: asked.nextflowVersion ?? null,
  };
}
