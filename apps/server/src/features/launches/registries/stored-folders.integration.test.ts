import type { Database, SubmitState } from "@postern/database";
import type { RunId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClusterApp } from "../../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../../testing/cluster-app.fixture.ts";
import { forgetRegistryFolder, listLeftFolders, noteRegistryFolder } from "./store.ts";

describeWithDatabases("folders that runs may have left", (fixture) => {
  let database: Database;
  let app: ClusterApp;

  beforeEach(async () => {
    database = await fixture.open();
    app = await openClusterApp({ database, patienceMs: 60_000 });
    await app.environment("local-platform");
    // What becomes of the job is not looked at: the rows say what the server has seen of it.
    app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "lose-request" } : { kind: "pass" });
  });
  afterEach(() => app[Symbol.asyncDispose]());

  interface Seen {
    readonly state: SubmitState;
    readonly isAbsent: boolean;
    readonly status: string;
  }

  async function addRun({ state, isAbsent, status }: Seen): Promise<RunId> {
    const runId = await app.launches.launch(app.jane, { pipeline: await app.cluster.pipeline("good", "exit 0") });
    const seen = { submit_state: state, absent_since: isAbsent ? 5 : null };
    await database.query.updateTable("head_jobs").set(seen).where("run_id", "=", runId).execute();
    await database.query.updateTable("runs").set({ status }).where("id", "=", runId).execute();
    await noteRegistryFolder(database.query, { runId, folder: `/old/nf-${runId}.registry`, at: 1 });
    await noteRegistryFolder(database.query, { runId, folder: `/work/nf-${runId}.registry`, at: 2 });
    return runId;
  }

  test("are those of jobs that are over for certain, until they are forgotten", async () => {
    const left = [
      await addRun({ state: "finished", isAbsent: true, status: "SUCCEEDED" }),
      await addRun({ state: "refused", isAbsent: false, status: "FAILED" }),
      await addRun({ state: "submitted", isAbsent: true, status: "CANCELLED" }),
    ];
    // It may still come; it still cleans up; nobody knows what became of it; it runs.
    await addRun({ state: "unclear", isAbsent: true, status: "SUBMITTED" });
    await addRun({ state: "submitted", isAbsent: false, status: "SUCCEEDED" });
    await addRun({ state: "submitted", isAbsent: true, status: "UNKNOWN" });
    await addRun({ state: "submitted", isAbsent: false, status: "RUNNING" });

    const found = await listLeftFolders(database.query);
    await forgetRegistryFolder(database.query, left[0] as RunId);
    const later = await listLeftFolders(database.query);

    expect(found.map(({ runId }) => runId).toSorted()).toEqual([...left].toSorted());
    expect(found.map(({ folder }) => folder)).toContain(`/work/nf-${String(left[0])}.registry`);
    expect(found.every(({ userId }) => userId === app.jane.userId)).toBe(true);
    expect(later.map(({ runId }) => runId).toSorted()).toEqual(left.slice(1).toSorted());
  });
});
