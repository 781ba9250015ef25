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

/** Its scheduler told how the job ended, maybe in its accounting, and Nextflow had the time that it has for a last report of its own. */
export function failed(scene: LaunchScene, runId: RunId, patienceMs?: number): Promise<RunRow> {
  return failedOnce(scene, { runId, seen: "ended", patienceMs });
}

/** As `failed`, of a job that its scheduler has forgotten. */
export function failedUnknown(scene: LaunchScene, runId: RunId): Promise<RunRow> {
  return failedOnce(scene, { runId, seen: "absent" });
}

interface Awaited {
  readonly runId: RunId;
  readonly seen: "ended" | "absent";
  readonly patienceMs?: number | undefined;
}

async function failedOnce(scene: LaunchScene, { runId, seen, patienceMs }: Awaited): Promise<RunRow> {
  const isKnown = async (): Promise<boolean> => {
    await scene.app.sweep();
    return (await describeJob(scene.database, await scene.runOf(runId)))?.status === seen;
  };
  await eventually(`the job is ${seen}`, isKnown, patienceMs);
  scene.app.clock.moveOn(31_000);
  return scene.sweepUntil(runId, "FAILED");
}
