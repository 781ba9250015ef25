import { Type } from "typebox";
import type { Static } from "typebox";
import { nullable, optional } from "../schema.ts";

/**
 * What Nextflow reports about a run. The requests are lenient on purpose: they name only what must be there, and everything else
 * is read as far as it is understood. A refusal kills a pipeline, so a new or odd member must never be a reason for one.
 */

/** Whatever it is, and whether it is there. */
const Anything = () => Type.Optional(Type.Unknown());

/** Any JSON object. */
const AnyObject = () => Type.Unsafe<Readonly<Record<string, unknown>>>({ type: "object" });

export const TraceQuery = Type.Object({ workspaceId: Type.Optional(Type.String({ maxLength: 32 })) });

export const TraceCreateRequest = Type.Object({
  sessionId: optional(Type.String()),
  runName: optional(Type.String()),
  projectName: optional(Type.String()),
  repository: optional(Type.String()),
  /** Set when Nextflow was told which run it is. */
  workflowId: optional(Type.String()),
  /** Client clock, ms since 1970; clients before 21.01 send none. */
  instant: Anything(),
});
export type TraceCreateRequest = Static<typeof TraceCreateRequest>;

export const TraceBeginRequest = Type.Object({
  workflow: AnyObject(),
  processNames: Anything(),
  towerLaunch: Anything(),
  instant: Anything(),
});
export type TraceBeginRequest = Static<typeof TraceBeginRequest>;

export const TraceProgressRequest = Type.Object({
  /** The newest state of each task since the last call; usually at most 100, and more are fine. */
  tasks: Anything(),
  /** A cumulative snapshot of all counters. */
  progress: Anything(),
  instant: Anything(),
});
export type TraceProgressRequest = Static<typeof TraceProgressRequest>;

export const TraceHeartbeatRequest = Type.Object({ progress: Anything(), instant: Anything() });
export type TraceHeartbeatRequest = Static<typeof TraceHeartbeatRequest>;

export const TraceCompleteRequest = Type.Object({
  workflow: AnyObject(),
  metrics: Anything(),
  progress: Anything(),
  instant: Anything(),
});
export type TraceCompleteRequest = Static<typeof TraceCompleteRequest>;

export const TraceCreateResponse = Type.Object({
  /** At most 16 letters and digits. Nextflow stops when it is missing. */
  workflowId: Type.String(),
  watchUrl: Type.String(),
  status: Type.String(),
  /** Shown on the console of the person who started Nextflow. */
  message: Type.Optional(Type.String()),
  metadata: Type.Optional(
    Type.Object({
      userId: Type.Integer(),
      userName: Type.String(),
      // Of a run in a workspace; left out otherwise, because Nextflow hands on what it is given.
      workspaceId: Type.Optional(nullable(Type.Integer())),
      workspaceName: Type.Optional(Type.String()),
      workspaceFullName: Type.Optional(Type.String()),
      orgName: Type.Optional(Type.String()),
    }),
  ),
});
export type TraceCreateResponse = Static<typeof TraceCreateResponse>;

/** Always an object: an empty answer ends the run. */
export const TraceResponse = Type.Object({ workflowId: Type.String(), watchUrl: Type.String(), status: Type.String() });
export type TraceResponse = Static<typeof TraceResponse>;
