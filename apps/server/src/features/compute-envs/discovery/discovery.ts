import type { EnvironmentProposal } from "@postern/contracts";
import type { CheckStep, CheckStepKey } from "../check/check-step.ts";
import type { ClusterOffer } from "../offer/cluster-offer.ts";

/** The key of a host that somebody has to compare. */
export interface WaitingHostKey {
  readonly host: string;
  readonly port: number;
  readonly isJumpHost: boolean;
  readonly algorithm: string;
  readonly fingerprint: string;
}

/** What is known of a cluster so far. */
export interface Discovery {
  readonly steps: readonly CheckStep[];
  readonly hostKey?: WaitingHostKey;
  readonly needsKey: boolean;
  readonly proposal?: EnvironmentProposal;
  readonly offer?: ClusterOffer;
  readonly isFinished: boolean;
}

/** Those of a check that are of use before there is an environment. */
export const stepsOnCluster: readonly CheckStepKey[] = ["channel", "scheduler", "queues", "workDir", "nextflow"];
