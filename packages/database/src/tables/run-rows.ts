import type { Flag } from "./flag.ts";

/** How far the submission of a head job got. Only `written` and earlier may ever be submitted. */
export type SubmitState =
  /** Nothing reached the cluster. */
  | "prepared"
  /** The bundle is on the cluster; no submit was tried. */
  | "written"
  /** A submit was sent, and its answer is not known. */
  | "unclear"
  /** It reached its scheduler. Without a `job_id` it is known by its files only. */
  | "submitted"
  /** The scheduler said no, or the launch failed before it. */
  | "refused"
  /** Nobody needs to look at the job any more. */
  | "finished";

export interface RunRow {
  id: string;
  user_id: number;
  workspace_id: number | null;
  compute_env_id: string | null;
  /** The run whose token made this one: a Nextflow that a task of that run started. */
  parent_run_id: string | null;
  /** `instant` of the call that made a foreign run; tells a repeated call from a new run. */
  create_instant: number | null;
  status: string;
  /** One sentence about the state: the scheduler's reason, the cause of a failure. */
  status_reason: string | null;
  run_name: string;
  session_id: string;
  project_name: string;
  repository: string | null;
  revision: string | null;
  commit_id: string | null;
  user_name: string;
  work_dir: string;
  launch_dir: string | null;
  command_line: string;
  /** The launch request as JSON; null for a foreign run. */
  launch: string | null;
  /** The `workflow` object as Nextflow last sent it, as JSON. */
  workflow: string | null;
  process_names: string | null;
  progress: string | null;
  progress_instant: number | null;
  metrics: string | null;
  /** `instant` of the *complete* that was taken. */
  report_instant: number | null;
  success: Flag | null;
  exit_status: number | null;
  error_message: string | null;
  error_report: string | null;
  /** A person asked Postern to stop it. */
  cancel_requested_at: number | null;
  created_at: number;
  started_at: number | null;
  completed_at: number | null;
  last_contact_at: number | null;
  updated_at: number;
  deleted_at: number | null;
}

/** The scheduler job that runs Nextflow. A run that was started outside Postern has none. */
export interface HeadJobRow {
  run_id: string;
  compute_env_id: string;
  /** Whose agent connection reaches the cluster. */
  user_id: number;
  submit_state: SubmitState;
  /** Unique for ever; an unclear submit is settled by it. */
  job_name: string;
  job_id: string | null;
  /** Other jobs of this name, as a list in JSON: what was sent once may have arrived twice. Null where there are none. */
  spare_job_ids: string | null;
  submit_tried_at: number | null;
  /** Last sighting as JSON, and when it was made. */
  sighting: string | null;
  sighted_at: number | null;
  /** Since when the scheduler answers and does not know the job. */
  absent_since: number | null;
  cancel_sent_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface RunLogRow {
  run_id: string;
  /** `console`, `nextflow` or `job`. */
  kind: string;
  bytes: Uint8Array;
  /** Size of the whole file on the cluster; larger than `bytes` when only its end was kept. */
  file_size_bytes: number;
  captured_at: number;
}

export interface TaskRow {
  run_id: string;
  task_id: number;
  status: string;
  /** Of `status`; a lower one never replaces a higher one. */
  rank: number;
  instant: number;
  hash: string | null;
  name: string | null;
  process: string | null;
  tag: string | null;
  executor: string | null;
  native_id: string | null;
  exit_code: number | null;
  attempt: number | null;
  error_action: string | null;
  work_dir: string | null;
  submit_at: number | null;
  start_at: number | null;
  complete_at: number | null;
  duration_ms: number | null;
  realtime_ms: number | null;
  cpus: number | null;
  memory_bytes: number | null;
  pcpu: number | null;
  peak_rss_bytes: number | null;
  rchar_bytes: number | null;
  wchar_bytes: number | null;
  vol_ctxt: number | null;
  inv_ctxt: number | null;
  /** All other members of the record as JSON. */
  data: string;
}
