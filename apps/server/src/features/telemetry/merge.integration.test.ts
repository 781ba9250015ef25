import { taskStatuses, taskStatusRank } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openRunApp } from "../../testing/run-app.fixture.ts";

const report = fc.record({
  taskId: fc.integer({ min: 1, max: 4 }),
  status: fc.constantFrom(...taskStatuses),
  instant: fc.integer({ min: 1, max: 50 }),
});

describeWithDatabases("merging reports of tasks", ({ open, clock }) => {
  test("ends in the furthest and youngest report of each task, in whatever order and however often they come", async () => {
    await using app = await openRunApp({ database: await open(), clock });
    let made = 0;

    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(report, { minLength: 1, maxLength: 12, selector: ({ taskId, instant }) => `${String(taskId)} ${String(instant)}` }),
        async (reports) => {
          const runId = await app.launch(`run${String((made += 1))}`);

          for (const { taskId, status, instant } of [...reports, ...reports.toReversed()]) {
            await app.call({ method: "PUT", url: `/api/trace/${runId}/progress`, body: { tasks: [{ taskId, status }], instant } });
          }

          const rows = await app.database.query
            .selectFrom("tasks")
            .select(["task_id", "status", "instant"])
            .where("run_id", "=", runId)
            .orderBy("task_id")
            .execute();
          expect(rows.map((row) => [row.task_id, row.status, row.instant])).toEqual(expectedOf(reports));
        },
      ),
      { numRuns: 15 },
    );
  });
});

type Report = { readonly taskId: number; readonly status: (typeof taskStatuses)[number]; readonly instant: number };

function expectedOf(reports: readonly Report[]): (string | number)[][] {
  const best = new Map<number, Report>();
  for (const one of reports) {
    const known = best.get(one.taskId);
    if (known === undefined || isBetter(one, known)) best.set(one.taskId, one);
  }
  return [...best.values()]
    .sort((left, right) => left.taskId - right.taskId)
    .map(({ taskId, status, instant }) => [taskId, status, instant]);
}

function isBetter(one: Report, other: Report): boolean {
  const [rank, otherRank] = [taskStatusRank(one.status), taskStatusRank(other.status)];
  return rank > otherRank || (rank === otherRank && one.instant > other.instant);
}
