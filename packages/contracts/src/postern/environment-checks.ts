import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, oneOf } from "../schema.ts";
import { NodeSetupAnswer } from "./node-setup.ts";

/**
 * A change that a check proposes. It is made as any other edit is: members of `nodeSetup` in the place of those that are there by
 * `PUT …/node-setup`, of `config` likewise by `PUT` of the environment, missing directories by `POST …/directories`.
 */
export const CheckProposal = Type.Object({
  kind: oneOf(["make-directories", "load-module", "container-engine", "scratch", "site-profile", "pbs-dialect"]),
  /** As a button says it, such as "Use Apptainer". */
  title: Type.String(),
  /** One sentence: what it is good for, or what it does. */
  why: Type.String(),
  nodeSetup: Type.Optional(Type.Partial(NodeSetupAnswer)),
  config: Type.Optional(Type.Partial(Type.Object({ preRunScript: Type.String(), isTorque: Type.Boolean() }))),
});
export type CheckProposal = Static<typeof CheckProposal>;

/** One step of the check of a compute environment, in the order in which they run. */
export const CheckStep = Type.Object({
  /** The first four only where SSH is the way: looking the host up, reaching it, its key, signing in. */
  key: oneOf([
    ...(["name", "port", "hostKey", "signIn", "channel", "policy", "shell", "scheduler", "queues"] as const),
    ...(["workDir", "freeSpace", "clock", "java", "nextflow", "trialJob", "sharedFiles", "containers", "scratch", "wayBack"] as const),
  ]),
  name: Type.String(),
  /** A warning keeps nobody from launching: the environment is available with it. */
  status: oneOf(["waiting", "running", "passed", "warning", "failed", "skipped"]),
  /** What was seen, such as "Slurm 22.05.8" or the words of the failure. */
  summary: nullable(Type.String()),
  cure: nullable(Type.String()),
  /** The cluster's own words, for the details fold. */
  detail: nullable(Type.String()),
  durationMs: nullable(Type.Integer()),
  /** What can be done with one click, about what is wrong or with what was found. */
  proposals: Type.Optional(Type.Array(CheckProposal)),
  /** Of a failure: the cluster was not reached, or did not answer now. It says nothing against the environment, and may be over in a moment. */
  isPassing: Type.Optional(Type.Boolean()),
});
export type CheckStep = Static<typeof CheckStep>;

/** Why an environment is checked: somebody asked or changed its way, its agent has come back, by the clock, or before a launch. */
export const checkReasons = ["asked", "return", "schedule", "launch"] as const;
export type CheckReason = (typeof checkReasons)[number];

/** `unreached`: the cluster was not reached, or did not answer then. */
export const checkOutcomes = ["passed", "warning", "failed", "unreached", "stopped"] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

/** `GET /api/postern/v1/compute-envs/{id}/check`; `POST` to the same path starts it again (202), `DELETE` stops it (204). */
export const EnvironmentCheckResponse = Type.Object({
  computeEnvId: Type.String(),
  isRunning: Type.Boolean(),
  startedAt: nullable(dateTime()),
  finishedAt: nullable(dateTime()),
  reason: oneOf(checkReasons),
  steps: Type.Array(CheckStep),
  /** Of the environment that was checked. Whoever takes a proposal sends it along, so that nothing is undone that somebody changed since. */
  lastUpdated: dateTime(),
});
export type EnvironmentCheckResponse = Static<typeof EnvironmentCheckResponse>;

/** Answer to `POST /api/postern/v1/compute-envs/{id}/directories`: what was not there before. */
export const MadeDirectoriesResponse = Type.Object({
  made: Type.Array(
    Type.Object({
      path: Type.String(),
      /** Permission bits in octal, such as "2770". */
      mode: Type.String(),
    }),
  ),
});
export type MadeDirectoriesResponse = Static<typeof MadeDirectoriesResponse>;

/**
 * `GET /api/postern/v1/compute-envs/{id}/check-schedule`: when it is checked by itself, and what its last checks came to. `PUT` with `isOn` to the
 * same path takes it from the schedule, or puts it there (204).
 */
export const CheckScheduleResponse = Type.Object({
  /** Null: the server checks none by itself. */
  everyHours: nullable(Type.Integer()),
  isOn: Type.Boolean(),
  /** Everybody acts there with a key of their own: nobody is there for a check that nobody asks for. */
  isManaged: Type.Boolean(),
  /** Null: it is not on the schedule, or disabled. */
  nextAt: nullable(dateTime()),
  /** The newest first. */
  checks: Type.Array(
    Type.Object({
      reason: oneOf(checkReasons),
      outcome: oneOf(checkOutcomes),
      /** The step that made it other than passed. */
      step: nullable(Type.String()),
      summary: nullable(Type.String()),
      at: dateTime(),
      durationMs: Type.Integer(),
    }),
  ),
});
export type CheckScheduleResponse = Static<typeof CheckScheduleResponse>;

export const UpdateCheckScheduleRequest = Type.Object({ isOn: Type.Boolean() });

/** `GET /api/postern/v1/compute-envs`: beside the public list of the same place, what that has no members for. No cluster is asked for it. */
export const EnvironmentLoadsResponse = Type.Object({
  computeEnvs: Type.Array(
    Type.Object({
      id: Type.String(),
      /** Those that have not ended, whoever launched them. */
      runs: Type.Object({ submitted: Type.Integer(), running: Type.Integer(), unknown: Type.Integer() }),
      isChecking: Type.Boolean(),
      /** The newest that has ended, or was kept from a launch; null: none is known. */
      lastCheck: nullable(
        Type.Object({ reason: oneOf(checkReasons), outcome: oneOf(checkOutcomes), at: dateTime(), step: nullable(Type.String()) }),
      ),
      /** What the last check saw of its queues; null: nothing. */
      queues: nullable(Type.Object({ status: CheckStep.properties.status, summary: Type.String() })),
    }),
  ),
});
export type EnvironmentLoadsResponse = Static<typeof EnvironmentLoadsResponse>;
