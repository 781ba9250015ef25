import { isTaskEnded } from "@postern/domain";
import { passedSteps, startCheck, stepCount } from "./environments-seed.ts";
import { isoAt } from "./state.ts";
import type { MockRun, MockState } from "./state.ts";
import { makeTask } from "./tasks-seed.ts";

const tasksOfARun = 30;

/** One step of everything that goes on: checks, runs, cancels. */
export function advance(state: MockState): void {
  for (const run of state.runs) advanceRun(state, run);
  for (const [id, check] of state.checks) {
    if (check.isRunning) advanceCheck(state, id, passedSteps(check.steps) + 1);
  }
}

function advanceCheck(state: MockState, id: string, passed: number): void {
  startCheck(state, id, passed);
  if (passed >= stepCount) {
    state.environments = state.environments.map((one) => (one.id === id ? { ...one, status: "AVAILABLE" as const, message: null } : one));
  }
  state.publish({
    type: "compute-env",
    computeEnvId: id,
    workspaceId: state.workspaceId,
    status: passed >= stepCount ? "AVAILABLE" : "CREATING",
  });
}

function advanceRun(state: MockState, run: MockRun): void {
  if (run.isCancelling && run.workflow.status !== "CANCELLED") end(state, run, "CANCELLED");
  // Seeded runs stand still: pictures of them are compared.
  if (!run.workflow.id.startsWith("m")) return;
  if (run.workflow.status === "SUBMITTED") start(state, run);
  else if (run.workflow.status === "RUNNING") work(state, run);
}

function start(state: MockState, run: MockRun): void {
  run.workflow = { ...run.workflow, status: "RUNNING", start: isoAt(state.now()) };
  run.waitReason = null;
  run.log = ["N E X T F L O W  ~  version 25.10.2"];
  tell(state, run);
}

function work(state: MockState, run: MockRun): void {
  run.tasks = run.tasks.map((task) => (task.status === "RUNNING" ? { ...task, ...endedAs(task.taskId, state.now()) } : task));
  const next = Array.from({ length: Math.min(6, tasksOfARun - run.tasks.length) }, (_, place) =>
    makeTask({ taskId: run.tasks.length + place + 1, status: "RUNNING", submitMs: state.now() }),
  );
  run.tasks = [...run.tasks, ...next];
  run.log = [...run.log, ...next.map((task) => `[${task.hash ?? ""}] Submitted process > ${task.name ?? ""}`)];
  if (run.tasks.every((task) => isTaskEnded(task.status))) end(state, run, "SUCCEEDED");
  else tell(state, run);
}

const endedAs = (taskId: number, nowMs: number) => ({
  status: "COMPLETED" as const,
  exit: 0,
  complete: isoAt(nowMs),
  duration: 1000 + taskId,
});

function end(state: MockState, run: MockRun, status: "SUCCEEDED" | "CANCELLED"): void {
  const startMs = Date.parse(run.workflow.start ?? run.workflow.submit);
  run.workflow = {
    ...run.workflow,
    status,
    complete: isoAt(state.now()),
    duration: state.now() - startMs,
    success: status === "SUCCEEDED",
  };
  tell(state, run);
}

function tell(state: MockState, run: MockRun): void {
  state.publish({ type: "run", runId: run.workflow.id, workspaceId: state.workspaceId, status: run.workflow.status });
  state.publish({ type: "run-log", runId: run.workflow.id, workspaceId: state.workspaceId });
}
