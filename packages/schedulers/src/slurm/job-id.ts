import type { SchedulerJobId } from "@postern/domain";

/** Of a federation, ids have the number of their cluster in the bits above these, so that each is unique in all of it. */
const bitsOfLocalId = 26;

/** The number of a job, which is only unique on its cluster; `cluster` where that is not the one which is asked anyway. */
interface SlurmJobId {
  readonly number: string;
  readonly cluster: string | undefined;
}

/** As `sbatch --parsable` writes it: `1234` or `1234;cluster`. */
export function readJobId(job: SchedulerJobId): SlurmJobId {
  const [number = "", cluster] = job.split(";");
  return { number, cluster };
}

/** A job of a federation may run on any of its clusters, whichever took it, so its cluster says nothing. */
export function keptJobId(number: string, cluster: string | undefined): string {
  return cluster === undefined || isFederated(number) ? number : `${number};${cluster}`;
}

/** Jobs of which one question can tell are in one place: the cluster of this login node, another one, or a federation. */
export function placeOfJob(job: SchedulerJobId): string {
  return placeWords(job).join(" ");
}

/** Where to ask. `--federation` is no harm where there is none. */
export function placeWords(job: SchedulerJobId): readonly string[] {
  const { number, cluster } = readJobId(job);
  if (cluster !== undefined) return ["-M", cluster];
  return isFederated(number) ? ["--federation"] : [];
}

export function isFederated(number: string): boolean {
  return Number(number) >= 2 ** bitsOfLocalId;
}
