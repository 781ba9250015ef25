import { expect, test } from "vitest";
import { endedTaskRank, isTaskEnded, taskStatuses, taskStatusRank } from "./task-status.ts";

test("a task goes from new over submitted and running to one of its ends", () => {
  const ranks = taskStatuses.map(taskStatusRank);

  expect(ranks).toEqual([0, 1, 2, 3, 3, 3, 3]);
});

test("cached, completed, failed and aborted are ends", () => {
  expect(taskStatuses.filter(isTaskEnded)).toEqual(["CACHED", "COMPLETED", "FAILED", "ABORTED"]);
  expect(taskStatuses.filter(isTaskEnded).every((status) => taskStatusRank(status) === endedTaskRank)).toBe(true);
});
