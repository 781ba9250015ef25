import type { WorkflowMetricsResponse, Static } from "@postern/contracts";

export type ProcessMetrics = Static<typeof WorkflowMetricsResponse>["metrics"][number];

type Members = Readonly<Record<string, unknown>>;

/**
 * The metrics of a run in the words of the public API, from what Nextflow reported: as JSON text.
 * A process without a measurement lacks the member there; here it is null. What is no metric is left out.
 */
export function toMetrics(json: string | null): ProcessMetrics[] {
  const list: unknown = json === null ? [] : JSON.parse(json);
  return (Array.isArray(list) ? list : []).flatMap((entry: unknown) => {
    const said = membersOf(entry);
    const process = said?.["process"];
    return said === null || typeof process !== "string" ? [] : [{ process, ...quartilesOf(said) }];
  });
}

function quartilesOf(said: Members) {
  return {
    cpu: membersOf(said["cpu"]),
    mem: membersOf(said["mem"]),
    vmem: membersOf(said["vmem"]),
    time: membersOf(said["time"]),
    reads: membersOf(said["reads"]),
    writes: membersOf(said["writes"]),
    cpuUsage: membersOf(said["cpuUsage"]),
    memUsage: membersOf(said["memUsage"]),
    timeUsage: membersOf(said["timeUsage"]),
  };
}

function membersOf(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}
