import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";

import type { System } from "@postern/testing/system";
import { expect } from "vitest";

import { headJobsOf } from "./slurm-jobs.ts";
import type { StatusWatch } from "./status-watch.ts";

const hello = fileURLToPath(new URL("../../examples/hello", import.meta.url));

/** Begins a launch whose answer nobody may live to hear, and gives the name of its run. */
export function beginLaunch({ api }: System, launch: Readonly<Record<string, unknown>>): string {
  const runName = `run-${randomUUID().slice(0, 8)}`;
  const answer = api.ask("POST", "/api/workflow/launch", { launch: { pipeline: hello, runName, ...launch } });
  answer.then(
    ({ status, body }) => status < 400 || console.warn(`the launch of ${runName} was answered with ${String(status)}`, body),
    () => undefined,
  );
  return runName;
}

/** One submission, one terminal state. */
export async function expectOneLife(system: System, { runId, watch, end }: { runId: string; watch: StatusWatch; end: string }) {
  expect(await headJobsOf(system, runId)).toHaveLength(1);
  await watch.untilSeen(end);
  expect(watch.states.filter((state) => ["SUCCEEDED", "FAILED", "CANCELLED"].includes(state))).toEqual([end]);
}
