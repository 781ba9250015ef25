import { toRunId } from "@postern/domain";
import { describeWithDatabases, listCaptures, readCapture } from "@postern/testing";
import type { CapturedRequest } from "@postern/testing";
import { expect, test } from "vitest";
import { openRunApp } from "../../testing/run-app.fixture.ts";
import type { RunApp } from "../../testing/run-app.fixture.ts";
import { replay } from "../../testing/replay.fixture.ts";

interface Outcome {
  readonly status: string | undefined;
  readonly tasks: readonly string[];
  readonly exitStatus?: number | null;
  readonly counted?: Readonly<Record<string, number>>;
}

const allDone = ["COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED"];

/** What each recording must end in, whatever the recording server answered then. */
const outcomes: Readonly<Record<string, Outcome>> = {
  "nextflow-24.10.0-success": { status: "SUCCEEDED", tasks: allDone, exitStatus: 0, counted: { succeeded: 4, failed: 0 } },
  "nextflow-25.04.4-success": { status: "SUCCEEDED", tasks: allDone, exitStatus: 0, counted: { succeeded: 4 } },
  "nextflow-26.04.6-success": { status: "SUCCEEDED", tasks: allDone, exitStatus: 0, counted: { succeeded: 4 } },
  "nextflow-24.10.0-failed-task": { status: "FAILED", tasks: ["COMPLETED", "COMPLETED", "COMPLETED", "FAILED"], exitStatus: 3 },
  "nextflow-24.10.0-resume-first": { status: "SUCCEEDED", tasks: allDone, exitStatus: 0 },
  "nextflow-24.10.0-resume-second": { status: "SUCCEEDED", tasks: ["CACHED", "CACHED", "CACHED", "CACHED"], counted: { cached: 4 } },
  "nextflow-24.10.0-platform-launched": { status: "SUCCEEDED", tasks: allDone, exitStatus: 0 },
  // The third task was created and never submitted; the end of the run is its end.
  "nextflow-24.10.0-sigterm": { status: "FAILED", tasks: ["ABORTED", "ABORTED", "ABORTED"], exitStatus: null },
  "nextflow-26.04.6-sigterm": { status: "FAILED", tasks: ["ABORTED", "ABORTED", "ABORTED"], exitStatus: null },
  "nextflow-24.10.0-heartbeats": { status: "SUCCEEDED", tasks: allDone },
  "nextflow-24.10.0-progress-404": { status: "SUCCEEDED", tasks: allDone },
  // These clients gave up in the middle, and said nothing more.
  "nextflow-26.04.6-progress-404": { status: "RUNNING", tasks: ["RUNNING", "RUNNING", "NEW"] },
  "nextflow-26.04.6-progress-500": { status: "RUNNING", tasks: ["RUNNING", "RUNNING", "NEW"] },
  "nextflow-26.04.6-create-500": { status: "SUBMITTED", tasks: [] },
  "nextflow-25.04.4-create-500": { status: "SUBMITTED", tasks: [] },
};

test("every recording has an expected end", () => {
  expect(Object.keys(outcomes).sort()).toEqual([...listCaptures()]);
});

/** How calls may reach the server. The first call of a client is always the first that arrives. */
const disturbances: Readonly<Record<string, (calls: readonly CapturedRequest[]) => readonly CapturedRequest[]>> = {
  "in order": (calls) => calls,
  "every call twice": (calls) => calls.flatMap((call) => [call, call]),
  "calls that overtake each other": ([create, ...rest]) => [create, ...rest.toReversed()].flatMap((call) => call ?? []),
};

describeWithDatabases("a replay of recorded telemetry", ({ open, clock }) => {
  const openApp = async (): Promise<RunApp> => openRunApp({ database: await open(), clock });

  test.each(Object.entries(outcomes))("%s ends where the pipeline ended, in order, doubled and reversed", async (name, outcome) => {
    await using app = await openApp();

    for (const [disturbance, disturb] of Object.entries(disturbances)) {
      const runId = await replay(app, disturb(readCapture(name)), disturbance);

      expect({ disturbance, ...(await outcomeOf(app, runId)) }).toMatchObject({ disturbance, ...outcome });
    }
    expect(await countRuns(app)).toBe(Object.keys(disturbances).length);
  });

  test.each(Object.entries(outcomes))("%s is under way when the end of it is cut off", async (name) => {
    await using app = await openApp();
    const calls = readCapture(name).filter((request) => !request.url.includes("/complete"));

    const runId = await replay(app, calls);

    const begins = calls.some((request) => request.url.includes("/begin") && !request.url.includes("null"));
    expect((await outcomeOf(app, runId)).status).toBe(begins ? "RUNNING" : "SUBMITTED");
  });

  test("shuffled progress calls leave the same rows as calls in order", async () => {
    await using app = await openApp();
    const capture = readCapture("nextflow-24.10.0-success");
    const isProgress = (request: CapturedRequest): boolean => request.url.includes("/progress");
    const [first, second, third] = capture.filter(isProgress);
    const others = capture.filter((request) => !isProgress(request));

    const inOrder = await rowsOf(app, await replay(app, capture));
    const mixed = [...others.slice(0, 2), third, first, second, ...others.slice(2)].flatMap((call) => call ?? []);
    const shuffled = await replay(app, mixed, "shuffled");

    expect((await rowsOf(app, shuffled)).map(withoutRun)).toEqual(inOrder.map(withoutRun));
  });
});

async function rowsOf(app: RunApp, runId: string) {
  return app.database.query.selectFrom("tasks").selectAll().where("run_id", "=", runId).orderBy("task_id").execute();
}

function withoutRun<Row extends { run_id: string }>(row: Row): Omit<Row, "run_id"> {
  const { run_id: _, ...rest } = row;
  return rest;
}

async function outcomeOf(app: RunApp, runId: string): Promise<Outcome> {
  const run = await app.runs.findRun(toRunId(runId));
  const tasks = (await rowsOf(app, runId)).map((row) => row.status);
  const counted = JSON.parse(run?.progress ?? "{}") as Record<string, number>;
  return { status: run?.status, tasks, exitStatus: run?.exit_status ?? null, counted };
}

async function countRuns(app: RunApp): Promise<number> {
  return (await app.database.query.selectFrom("runs").select("id").execute()).length;
}
