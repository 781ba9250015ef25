import type { CheckScheduleResponse, EnvironmentLoadsResponse } from "@postern/contracts";
import type { ComputeEnv } from "@postern/contracts";
import { isTerminal } from "@postern/domain";
import { noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";

/** Checks by the clock, and the load of environments: one account whose cluster was away for a moment, unless a test says otherwise. */
export const checkScheduleRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/postern/v1/compute-envs",
    answer: () => ok({ computeEnvs: state.environments.map((one) => loadOf(state, one)) } satisfies EnvironmentLoadsResponse),
  },
  {
    method: "GET",
    path: "/api/postern/v1/compute-envs/:id/check-schedule",
    answer: ({ params }) => ok(scheduleOf(state, getEnvironment(state, params["id"]))),
  },
  {
    method: "PUT",
    path: "/api/postern/v1/compute-envs/:id/check-schedule",
    answer: ({ body, params }) => {
      const { id } = getEnvironment(state, params["id"]);
      if ((body as { readonly isOn: boolean }).isOn) state.unscheduled.delete(id);
      else state.unscheduled.add(id);
      return noContent;
    },
  },
];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function scheduleOf(state: MockState, one: ComputeEnv): CheckScheduleResponse {
  const isOn = !state.unscheduled.has(one.id);
  const isManaged = one.managedIdentityId !== null;
  const isLookedAt = isOn && !isManaged && one.status !== "DISABLED";
  const nextAt = isLookedAt ? isoAt(state.now() + 5 * hourMs + 40 * minuteMs) : null;
  return { everyHours: 6, isOn, isManaged, nextAt, checks: one.status === "CREATING" ? [] : checksOf(state, one) };
}

function checksOf(state: MockState, { status }: ComputeEnv): CheckScheduleResponse["checks"] {
  const well = { reason: "schedule", outcome: "passed", step: null, summary: null } as const;
  const full = { step: "Work directory", summary: "There is no space left in /data/gpfs/projects/punim0001/work." };
  const last = status === "ERRORED" ? ({ ...well, ...full, outcome: "failed" } as const) : well;
  const away = { step: "Connection to the cluster", summary: "No agent serves the connection gadi-login." };
  return [
    { ...last, at: isoAt(state.now() - 12 * minuteMs), durationMs: 6_200 },
    { ...well, outcome: "unreached", ...away, at: isoAt(state.now() - 6 * hourMs), durationMs: 20 },
    { ...well, reason: "launch", outcome: "failed", ...full, at: isoAt(state.now() - 9 * hourMs), durationMs: 310 },
    { ...well, reason: "return", at: isoAt(state.now() - 13 * hourMs), durationMs: 5_900 },
    {
      ...well,
      reason: "asked",
      outcome: "warning",
      step: "Free space",
      summary: "8.1 GiB are free in /scratch/ab12.",
      at: isoAt(state.now() - 26 * hourMs),
      durationMs: 41_000,
    },
  ];
}

function loadOf(state: MockState, one: ComputeEnv): EnvironmentLoadsResponse["computeEnvs"][number] {
  const here = state.runs.filter(({ workflow, launch }) => launch.computeEnv?.id === one.id && !isTerminal(workflow.status));
  const count = (status: string) => here.filter(({ workflow }) => workflow.status === status).length;
  const queues = state.checks.get(one.id)?.steps.find(({ key }) => key === "queues");
  const [lastCheck] = one.status === "CREATING" ? [] : checksOf(state, one);
  return {
    id: one.id,
    runs: { submitted: count("SUBMITTED"), running: count("RUNNING"), unknown: count("UNKNOWN") },
    isChecking: state.checks.get(one.id)?.isRunning ?? false,
    lastCheck:
      lastCheck === undefined ? null : { reason: lastCheck.reason, outcome: lastCheck.outcome, at: lastCheck.at, step: lastCheck.step },
    queues: queues?.summary === null || queues === undefined ? null : { status: queues.status, summary: queues.summary },
  };
}
