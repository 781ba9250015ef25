export type LoginNodeKind = "pbs" | "torque" | "lsf" | "moab";

/** How a login node misbehaves. */
export type Misbehaviour =
  /** Every answer takes so long. */
  | { readonly how: "slow"; readonly ms: number }
  /** The answer ends in its middle, with the exit code of a whole one. */
  | { readonly how: "half answer" }
  /** What a site greets with stands around the answer. */
  | { readonly how: "banner" }
  /** What it complains about is said in German. */
  | { readonly how: "other language" }
  /** It is done, but the answer does not come back. */
  | { readonly how: "lost answer" }
  /** The daemon cannot be reached; nothing is done. */
  | { readonly how: "down" };

export interface FakeJob {
  readonly number: number;
  readonly name: string;
  /** Without one it is of this account. */
  readonly owner?: string;
  readonly queue: string;
  readonly workDir: string;
  readonly outputPath: string;
  /** The file to run, or what came by stdin. */
  readonly script: { readonly path: string } | { readonly text: string };
  state: "queued" | "held" | "running" | "ended";
  /** Of the process group of a running job. */
  pid?: number;
  exitCode?: number;
  signal?: number;
  isCancelled?: boolean;
  /** Gone from the queue, so that only the history has it; or from both. */
  forgottenBy?: "queue" | "all";
}

/** All that a login node knows. */
export interface QueueModel {
  readonly kind: LoginNodeKind;
  readonly server: string;
  readonly queues: readonly string[];
  nextNumber: number;
  /** By which the scheduler knows this account. */
  owner: string;
  readonly jobs: FakeJob[];
}
