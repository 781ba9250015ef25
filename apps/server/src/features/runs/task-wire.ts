import type { Task } from "@postern/contracts";
import type { TaskRow } from "@postern/database";
import type { TaskStatus } from "@postern/domain";
import { toIsoOrNull } from "../../http/iso-time.ts";

type Members = Readonly<Record<string, unknown>>;

/** A task in the words of the public API: its columns, and what else Nextflow said of it. */
export function toTask(row: TaskRow): Task {
  const rest = JSON.parse(row.data) as Members;
  return { ...identityOf(row), ...timesOf(row), ...usedBy(row, rest), ...describedBy(rest), cost: null };
}

function identityOf(row: TaskRow) {
  return {
    id: row.task_id,
    taskId: row.task_id,
    status: row.status as TaskStatus,
    hash: row.hash,
    name: row.name,
    process: row.process,
    tag: row.tag,
    attempt: row.attempt,
    workdir: row.work_dir,
    executor: row.executor,
    nativeId: row.native_id,
    errorAction: row.error_action,
    exit: row.exit_code,
    exitStatus: row.exit_code,
  };
}

function timesOf(row: TaskRow) {
  return {
    submit: toIsoOrNull(row.submit_at),
    start: toIsoOrNull(row.start_at),
    complete: toIsoOrNull(row.complete_at),
    dateCreated: toIsoOrNull(row.submit_at),
    lastUpdated: toIsoOrNull(row.complete_at ?? row.start_at ?? row.submit_at),
    duration: row.duration_ms,
    realtime: row.realtime_ms,
  };
}

function usedBy(row: TaskRow, rest: Members) {
  return {
    cpus: row.cpus,
    memory: row.memory_bytes,
    pcpu: row.pcpu,
    peakRss: row.peak_rss_bytes,
    rchar: row.rchar_bytes,
    wchar: row.wchar_bytes,
    volCtxt: row.vol_ctxt,
    invCtxt: row.inv_ctxt,
    time: wholeOf(rest["time"]),
    disk: wholeOf(rest["disk"]),
    pmem: typeof rest["pmem"] === "number" ? rest["pmem"] : null,
    rss: wholeOf(rest["rss"]),
    vmem: wholeOf(rest["vmem"]),
    peakVmem: wholeOf(rest["peakVmem"]),
    syscr: wholeOf(rest["syscr"]),
    syscw: wholeOf(rest["syscw"]),
    readBytes: wholeOf(rest["readBytes"]),
    writeBytes: wholeOf(rest["writeBytes"]),
  };
}

function describedBy(rest: Members) {
  return {
    module: textsOf(rest["module"]),
    container: textOf(rest["container"]),
    script: textOf(rest["script"]),
    scratch: textOf(rest["scratch"]),
    queue: textOf(rest["queue"]),
    env: textOf(rest["env"]),
    machineType: textOf(rest["machineType"]),
    cloudZone: textOf(rest["cloudZone"]),
    priceModel: textOf(rest["priceModel"]),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** A list in newer clients, one word in old ones. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function wholeOf(value: unknown): number | null {
  if (typeof value !== "number" || Number.isNaN(value)) return null;
  return Math.trunc(Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value)));
}
