import { userInfo } from "node:os";

export interface GridEngineQueue {
  readonly name: string;
  readonly slots: number;
  /** Between USR2 and KILL, for jobs with `-notify`. */
  readonly notifySeconds: number;
  /** `HH:MM:SS`, or `INFINITY`. */
  readonly maxWallTime: string;
}

/** What the daemons read before anything else. */
export function renderBootstrap(dir: string): string {
  return table({
    "Version:": "6.2",
    admin_user: "none",
    default_domain: "none",
    ignore_fqdn: "false",
    spooling_method: "berkeleydb",
    spooling_lib: "libspoolb",
    spooling_params: `${dir}/spool/spooldb`,
    binary_path: `${dir}/root/bin`,
    qmaster_spool_dir: `${dir}/spool/qmaster`,
    security_mode: "none",
    listener_threads: "2",
    worker_threads: "2",
    scheduler_threads: "1",
  });
}

/** Debian's own configuration, made private and quick. */
export function adaptConfiguration(text: string, dir: string): string {
  return text
    .replace(/^execd_spool_dir.*$/m, `execd_spool_dir ${dir}/spool/execd`)
    .replace(/^min_uid.*$/m, "min_uid 0")
    .replace(/^min_gid.*$/m, "min_gid 0")
    .replace("flush_time=00:00:15", "flush_time=00:00:01")
    .replace(/^load_report_time.*$/m, "load_report_time 00:00:01")
    .replace(/^administrator_mail.*$/m, "administrator_mail none")
    .replace(/^mailer.*$/m, "mailer /bin/true");
}

/** Jobs start within a second, not with the next of the rare rounds. */
export function adaptScheduling(text: string): string {
  return text
    .replace(/^schedule_interval.*$/m, "schedule_interval 0:0:2")
    .replace(/^flush_submit_sec.*$/m, "flush_submit_sec 1")
    .replace(/^flush_finish_sec.*$/m, "flush_finish_sec 1")
    .replace(/^load_formula.*$/m, "load_formula slots")
    .replace(/^job_load_adjustments.*$/m, "job_load_adjustments NONE");
}

export function renderHost(): string {
  const none = ["complex_values", "user_lists", "xuser_lists", "projects", "xprojects", "usage_scaling", "report_variables"];
  return table({ hostname: "localhost", load_scaling: "NONE", ...Object.fromEntries(none.map((name) => [name, "NONE"])) });
}

export function renderParallelEnvironment(name: string): string {
  return table({
    pe_name: name,
    slots: "999",
    user_lists: "NONE",
    xuser_lists: "NONE",
    start_proc_args: "NONE",
    stop_proc_args: "NONE",
    allocation_rule: "$pe_slots",
    control_slaves: "FALSE",
    job_is_first_task: "TRUE",
    urgency_slots: "min",
    accounting_summary: "FALSE",
    qsort_args: "NONE",
  });
}

export function renderQueue({ name, slots, notifySeconds, maxWallTime }: GridEngineQueue, environment: string): string {
  const none =
    "load_thresholds suspend_thresholds ckpt_list prolog epilog starter_method suspend_method resume_method terminate_method owner_list " +
    "user_lists xuser_lists subordinate_list complex_values projects xprojects calendar";
  const unlimited = "s_rt s_cpu h_cpu s_fsize h_fsize s_data h_data s_stack h_stack s_core h_core s_rss h_rss s_vmem h_vmem";
  const all = (names: string, value: string): Record<string, string> => Object.fromEntries(names.split(" ").map((one) => [one, value]));
  return table({
    qname: name,
    hostlist: "localhost",
    seq_no: "0",
    nsuspend: "1",
    suspend_interval: "00:05:00",
    priority: "0",
    min_cpu_interval: "00:05:00",
    processors: "UNDEFINED",
    qtype: "BATCH INTERACTIVE",
    pe_list: environment,
    rerun: "FALSE",
    slots: String(slots),
    tmpdir: "/tmp",
    shell_start_mode: "posix_compliant",
    notify: `00:00:${String(notifySeconds).padStart(2, "0")}`,
    initial_state: "default",
    h_rt: maxWallTime,
    // Not the one that scripts of ours want: sites have csh here.
    ...all("shell", "/bin/sh"),
    ...all(none, "NONE"),
    ...all(unlimited, "INFINITY"),
  });
}

/** Who may change the cluster. */
export function managerName(): string {
  return userInfo().username;
}

function table(rows: Readonly<Record<string, string>>): string {
  return Object.entries(rows)
    .map(([name, value]) => `${name} ${value}\n`)
    .join("");
}
