import { toRunId } from "@postern/domain";
import type { LaunchPlan, LaunchRecord } from "./launch-plan.ts";

export const testRunId = toRunId("5Mq3xJ2vRp8a1b");

export function testRecord(change: Partial<LaunchRecord> = {}): LaunchRecord {
  return {
    computeEnvId: "1234567890123456789012",
    pipeline: "https://example.org/team/hello.git",
    runName: "happy_otter",
    sessionId: "0f6c3c1e-7d3a-4b43-9d25-0f2f3b1f6a11",
    workDir: "/scratch/jane/work",
    ...change,
  };
}

export function testPlan(change: Partial<LaunchPlan> = {}): LaunchPlan {
  return {
    runId: testRunId,
    record: testRecord(),
    config: { workDir: "/scratch/jane/work" },
    launchDir: "/scratch/jane",
    workDir: "/scratch/jane/work",
    endpoint: "https://postern.example.org/api",
    authorityPem: undefined,
    hasRegistries: false,
    nextflowFolder: "/scratch/jane/work/.postern/nextflow",
    nodes: {},
    lent: undefined,
    executor: "slurm",
    jobIdVariable: "SLURM_JOB_ID",
    header: [],
    ...change,
  };
}
