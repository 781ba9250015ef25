import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@postern/testing";
import type { RunRow } from "@postern/database";
import type { RunId } from "@postern/domain";
import { describeJob } from "../features/launches/describe-job.ts";
import type { LaunchScene } from "./launch-scene.fixture.ts";

/** Goes on until somebody ends it, or `finish` does. */
export const waits =
  "trap 'exit 143' TERM; echo up; while [ ! -e \"$NXF_WORK/finish-$NXF_UUID\" ]; do sleep 0.1; done; echo finished by itself; exit 7";

export async function finish(scene: LaunchScene, runId: RunId): Promise<void> {
  await writeFile(join(scene.cluster.work, `finish-${String((await scene.runOf(runId)).session_id)}`), "");
}

/** A run whose Nextflow has begun: the script must say `up`. */
export async function launched(scene: LaunchScene, script: string, more: object = {}): Promise<RunId> {
  const runId = await scene.launch(await scene.cluster.pipeline(`p${String(Math.random()).slice(2)}`, script), more);
  await scene.begin(runId);
  await untilUp(scene, runId);
  return runId;
}

export async function untilUp(scene: LaunchScene, runId: RunId): Promise<void> {
  await eventually("Nextflow is up", async () => {
    const log = await scene.app.liveLogs.tail(await scene.runOf(runId), "console");
    return Buffer.from(log?.bytes ?? []).includes("up");
  });
}

/** The end of its job is known, and Nextflow had the time that it has for a last report of its own. */
export async function failed(scene: LaunchScene, runId: RunId, patienceMs?: number): Promise<RunRow> {
  const isKnown = async (): Promise<boolean> => {
    await scene.app.sweep();
    const status = (await describeJob(scene.database, await scene.runOf(runId)))?.status;
    return status === "ended" || status === "absent";
  };
  await eventually("the end of the job is known", isKnown, patienceMs);
  scene.app.clock.moveOn(31_000);
  return scene.sweepUntil(runId, "FAILED");
}
