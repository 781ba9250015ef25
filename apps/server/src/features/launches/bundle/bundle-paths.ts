import { registryFolderOf } from "@postern/agent-protocol";
import type { RunId } from "@postern/domain";

/** Where the files of one run lie, in its launch directory. Clients ask for some of them by name. */
export interface BundlePaths {
  /** All others are this with an ending. */
  readonly prefix: string;
  readonly launcher: string;
  readonly secrets: string;
  readonly config: string;
  readonly preRun: string;
  readonly postRun: string;
  readonly reports: string;
  /** The authority of the server's certificate, PEM; only where Java does not know it by itself. */
  readonly authority: string;
  /** Folder of the file with credentials of container registries; only where the environment has some. */
  readonly registries: string;
  /** Made by the launcher when it begins: proof that the job ran, and a lock against a second one. */
  readonly started: string;
  /** Made by us: a job that begins after this leaves at once. */
  readonly revoked: string;
  /** The exit code of Nextflow. */
  readonly exit: string;
  /** Console output of Nextflow, and of the scripts around it. */
  readonly console: string;
  /** Nextflow's own log. */
  readonly log: string;
  /** What the scheduler keeps of the job's output: the marker lines of the launcher. */
  readonly job: string;
}

export function bundlePaths(launchDir: string, runId: RunId): BundlePaths {
  const prefix = `${launchDir === "/" ? "" : launchDir}/nf-${runId}`;
  return {
    prefix,
    launcher: `${prefix}.launcher.sh`,
    secrets: `${prefix}.secrets`,
    config: `${prefix}.config`,
    preRun: `${prefix}.pre.sh`,
    postRun: `${prefix}.post.sh`,
    reports: `${prefix}-tower.yml`,
    authority: `${prefix}.ca.pem`,
    registries: registryFolderOf(prefix),
    started: `${prefix}.started`,
    revoked: `${prefix}.revoked`,
    exit: `${prefix}.exit`,
    console: `${prefix}.txt`,
    log: `${prefix}.log`,
    job: `${prefix}.job.txt`,
  };
}
