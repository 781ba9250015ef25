export interface LocalSettings {
  /** Where the folders of the jobs are kept. Relative to the work directory of the channel, or absolute. */
  readonly jobsFolder: string;
  /** Between TERM and KILL when a job is cancelled. Nextflow needs some of it to end its tasks. */
  readonly killGraceSeconds: number;
}

export const defaultLocalSettings: LocalSettings = { jobsFolder: ".postern-jobs", killGraceSeconds: 30 };
