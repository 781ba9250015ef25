import { expect, test } from "vitest";
import { toTaskRows } from "./task-record.ts";

const report = { runId: "run1", instant: 7 };

test("a record becomes a row, and what has no column is kept beside", () => {
  const record = {
    ...{ taskId: 4, status: "COMPLETED", process: "HELLO", exit: 0, nativeId: 3072, workdir: "/w/1", submit: "2026-08-21T10:15+02:00" },
    ...{ peakRss: 2 ** 40, script: "echo", scratch: true, module: ["a/1"], queue: null, gpuMetrics: { mem: 1 } },
  };

  const [row] = toTaskRows([record], report);

  expect(row).toMatchObject({
    ...{ run_id: "run1", task_id: 4, status: "COMPLETED", rank: 3, instant: 7, exit_code: 0, native_id: "3072", work_dir: "/w/1" },
    ...{ submit_at: Date.UTC(2026, 7, 21, 8, 15), peak_rss_bytes: 2 ** 40, hash: null, pcpu: null },
  });
  expect(JSON.parse(row?.data ?? "")).toEqual({ script: "echo", scratch: "true", module: ["a/1"], gpuMetrics: { mem: 1 } });
});

test("a task that stands twice in one call is one row, of its further state", () => {
  const states = (statuses: readonly string[]) =>
    toTaskRows(
      statuses.map((status) => ({ taskId: 1, status })),
      report,
    ).map((row) => row.status);

  expect(states(["RUNNING", "COMPLETED"])).toEqual(["COMPLETED"]);
  expect(states(["FAILED", "RUNNING"])).toEqual(["FAILED"]);
  expect(states(["COMPLETED", "FAILED"])).toEqual(["FAILED"]);
});

test("what is no task is left out, and the others are taken", () => {
  const mixed = [
    null,
    5,
    "x",
    [],
    {},
    { taskId: 1 },
    { taskId: "2", status: "RUNNING" },
    { taskId: 3, status: "PAUSED" },
    { taskId: 4, status: "NEW" },
  ];

  expect(toTaskRows(mixed, report).map((row) => row.task_id)).toEqual([4]);
  expect(toTaskRows("tasks", report)).toEqual([]);
  expect(toTaskRows(undefined, report)).toEqual([]);
});

test("broken text in a task is repaired", () => {
  const [row] = toTaskRows([{ taskId: 1, status: "FAILED", name: "a\0", script: "\uD83D" }], report);

  expect([row?.name, row?.data]).toEqual(["a\uFFFD", '{"script":"\uFFFD"}']);
});
