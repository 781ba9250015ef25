import { createHmac } from "node:crypto";
import { userInfo } from "node:os";

import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";

import { renderJobReadings, renderOwnJobs, renderSiteReadings, readListedJobs } from "../record/readings.ts";
import type { Reading, RecordedKind, RecordedReading } from "../record/readings.ts";
import { readRecording, writeRecording } from "../record/recording.ts";
import { withoutNames } from "../record/without-names.ts";
import { schedulerOfKind } from "../scheduler-of-kind.ts";

interface Asked {
  readonly kind: RecordedKind;
  readonly run: (command: Reading["command"]) => Promise<CommandResult>;
  /** Must not be found in the recording. */
  readonly names: readonly string[];
  readonly jobs: readonly SchedulerJobId[];
}

interface RecordedAgain {
  readonly text: string;
  readonly listed: readonly SchedulerJobId[];
  /** What the adapter sees of the jobs in the answers as they came, and in the recording. */
  readonly before: ReadonlyMap<SchedulerJobId, JobSighting>;
  readonly after: ReadonlyMap<SchedulerJobId, JobSighting>;
}

/** Takes a recording of a scheduler, and reads the status of its jobs from the answers with and without names. */
export async function recordedAgain({ kind, run, names, jobs }: Asked): Promise<RecordedAgain> {
  const { username } = userInfo();
  const answer = async ({ name, command }: Reading): Promise<RecordedReading> => ({ name, words: command.words, ...(await run(command)) });
  const own = await answer(renderOwnJobs(kind, username));
  const readings = [own];
  for (const reading of [...renderSiteReadings(kind, username), ...renderJobReadings(kind, jobs)]) readings.push(await answer(reading));
  const recorded = withoutNames(readings, {
    ...{ kind, userName: username, jobs, names, keep: [] },
    hash: (about) => createHmac("sha256", "of a test").update(about).digest(),
  });
  const text = writeRecording(kind, recorded.readings);
  return {
    text,
    listed: readListedJobs(kind, own.stdout),
    before: sightings(kind, readings, jobs),
    after: sightings(
      kind,
      readRecording(text).readings,
      jobs.map((job) => toSchedulerJobId(recorded.standInOf(job))),
    ),
  };
}

function sightings(kind: RecordedKind, readings: readonly RecordedReading[], jobs: readonly SchedulerJobId[]) {
  const status = readings.find(({ name }) => name.endsWith(".status"));
  if (status === undefined) throw new TypeError("nothing was asked about jobs");
  return schedulerOfKind(kind).parseStatus(status, jobs);
}

/** Without the words of people: what a decision hangs on. */
export function withoutReasons(seen: ReadonlyMap<SchedulerJobId, JobSighting>): readonly unknown[] {
  return [...seen.values()].map((sighting) => ({
    seen: sighting.seen,
    exitCode: "exitCode" in sighting ? sighting.exitCode : undefined,
  }));
}
