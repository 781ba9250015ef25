import type { Agent, CheckStep, ComputeEnvStatus, Credentials } from "@postern/contracts";
import type { RunStatus, TaskStatus } from "@postern/domain";
import type { StateLook } from "./StateMark.tsx";

/** What a reader sees of a state: the same in lists, headers and charts. */
const submitted: StateLook = { shape: "open", tone: "quiet", word: "Submitted" };
const waiting: StateLook = { shape: "quarter", tone: "quiet", word: "Waiting in queue" };
const running: StateLook = { shape: "full", tone: "running", word: "Running" };
const succeeded: StateLook = { shape: "check", tone: "succeeded", word: "Succeeded" };
const failed: StateLook = { shape: "cross", tone: "failed", word: "Failed" };
const cancelled: StateLook = { shape: "barred", tone: "quiet", word: "Cancelled" };
const unknown: StateLook = { shape: "question", tone: "unknown", word: "Unknown" };

const runLooks: Readonly<Record<RunStatus, StateLook>> = {
  SUBMITTED: submitted,
  RUNNING: running,
  SUCCEEDED: succeeded,
  FAILED: failed,
  CANCELLED: cancelled,
  UNKNOWN: unknown,
};

export const runLook = (status: RunStatus): StateLook => runLooks[status];

/** A submitted run whose head job is known to wait in the queue of the scheduler. */
export const queuedRunLook: StateLook = waiting;

const taskLooks: Readonly<Record<TaskStatus, StateLook>> = {
  NEW: { ...submitted, word: "New" },
  SUBMITTED: { ...waiting, word: "Submitted" },
  RUNNING: running,
  CACHED: { ...succeeded, tone: "quiet", word: "Cached" },
  COMPLETED: { ...succeeded, word: "Completed" },
  FAILED: failed,
  ABORTED: { ...cancelled, word: "Aborted" },
};

export const taskLook = (status: TaskStatus): StateLook => taskLooks[status];

const environmentLooks: Readonly<Record<ComputeEnvStatus, StateLook>> = {
  CREATING: { ...running, word: "Checking" },
  AVAILABLE: { ...succeeded, word: "Available" },
  DISABLED: { ...cancelled, word: "Disabled" },
  DELETING: { ...waiting, word: "Deleting" },
  ERRORED: { ...failed, word: "Failed" },
  INVALID: { ...unknown, word: "Invalid" },
  DELETED: { ...cancelled, word: "Deleted" },
};

export const environmentLook = (status: ComputeEnvStatus): StateLook => environmentLooks[status];

const checkLooks: Readonly<Record<CheckStep["status"], StateLook>> = {
  waiting: { ...submitted, word: "Waiting" },
  running: { ...running, word: "Checking" },
  passed: { ...succeeded, word: "Passed" },
  warning: { shape: "caution", tone: "unknown", word: "Warning" },
  failed,
  skipped: { ...cancelled, word: "Skipped" },
};

export const checkLook = (status: CheckStep["status"]): StateLook => checkLooks[status];

/** Null before the first answer of the provider. */
export const credentialLook = (status: Credentials["status"]): StateLook => {
  if (status === null) return { ...submitted, word: "Not checked" };
  return status === "AVAILABLE" ? { ...succeeded, word: "Available" } : { ...failed, word: "Invalid" };
};

const agentLooks: Readonly<Record<Agent["state"], StateLook>> = {
  // Well, not busy: so not the look of something that runs.
  online: { ...succeeded, word: "Online" },
  offline: { ...cancelled, word: "Offline" },
  revoked: { ...failed, word: "Revoked" },
};

export const agentLook = (state: Agent["state"]): StateLook => agentLooks[state];
