import { Type } from "typebox";
import type { Static } from "typebox";
import { oneOf } from "../schema.ts";

/** Who may cancel and delete runs of others. `maintainers`: who may do `workflow:admin`. `launchers`: whoever may launch. */
export const runEnders = ["maintainers", "launchers"] as const;
export type RunEnders = (typeof runEnders)[number];

/** `GET` and `PUT /api/postern/v1/workspaces/{workspaceId}/settings`: what the public API has no words for. */
export const WorkspaceSettings = Type.Object({ whoMayEndRuns: oneOf(runEnders) });
export type WorkspaceSettings = Static<typeof WorkspaceSettings>;
