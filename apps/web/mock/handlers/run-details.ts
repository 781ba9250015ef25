import type { Task } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { ok, pageOf } from "../http.ts";
import type { Route } from "../http.ts";
import { progressOfTasks } from "../progress.ts";
import type { MockState } from "../state.ts";
import { getRun } from "./runs.ts";

export const runDetailRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/workflow/:id/progress",
    answer: ({ params }) => ok({ progress: progressOfTasks(getRun(state, params["id"]).tasks) }),
  },
  {
    method: "GET",
    path: "/api/workflow/:id/tasks",
    answer: ({ params, query }) => {
      const search = (query.get("search") ?? "").toLowerCase();
      const found = getRun(state, params["id"]).tasks.filter((task) => (task.name ?? "").toLowerCase().includes(search));
      const sorted = found.toSorted(byMember(query.get("sortBy") ?? "taskId", query.get("sortDir") === "desc"));
      return ok({ tasks: pageOf(sorted, query).map((task) => ({ task })), total: found.length });
    },
  },
  {
    method: "GET",
    path: "/api/workflow/:id/task/:taskId",
    answer: ({ params }) => {
      const task = getRun(state, params["id"]).tasks.find((one) => String(one.taskId) === params["taskId"]);
      if (task === undefined) throw new AppError("task.not_found", `Task ${params["taskId"] ?? ""} was not found.`);
      return ok({ task });
    },
  },
  {
    method: "GET",
    path: "/api/workflow/:id/log",
    answer: ({ params }) => {
      const run = getRun(state, params["id"]);
      const id = run.workflow.id;
      return ok({
        log: {
          entries: run.log,
          truncated: false,
          pending: run.log.length === 0,
          message: null,
          forwardToken: null,
          rewindToken: null,
          downloads: [
            { saveName: `nf-${id}.txt`, fileName: `nf-${id}.txt`, displayText: "Console" },
            { saveName: `nf-${id}.log`, fileName: `nf-${id}.log`, displayText: "Nextflow log" },
          ],
        },
      });
    },
  },
];

function byMember(name: string, isDown: boolean): (a: Task, b: Task) => number {
  const member = name as keyof Task;
  return (a, b) => (isDown ? -1 : 1) * compare(a[member], b[member]);
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return JSON.stringify(a).localeCompare(JSON.stringify(b));
}
