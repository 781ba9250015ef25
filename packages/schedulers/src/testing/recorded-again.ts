import { createHmac } from "node:crypto";
import { userInfo } from "node:os";

import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";

import { renderJobReadings, renderOwnJobs, renderSiteReadings, readOwnJobs } from "../record/readings.ts";
import type { Reading, RecordedKind } from "../record/readings.ts";
import { readRecording, toRecorded, writeRecording } from "../record/recording.ts";
import type { RecordedReading } from "../record/recording.ts";
import { StandIns } from "../record/stand-ins.ts";
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
  const standIns = new StandIns({
    hash: (text) => createHmac("sha256", "of a test").update(text).digest(),
    names: [username, ...names],
    keep: [],
  });
  const text = writeRecording(
    kind,
    readings.map((reading) => toRecorded(reading, standIns)),
  );
  return {
    text,
    listed: readOwnJobs(kind, own.stdout),
    before: sightings(kind, readings, jobs),
    after: sightings(
      kind,
      readRecording(text).readings,
      // An id may hold the name of a server.
      jobs.map((job) => toSchedulerJobId(standIns.replace(job))),
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
