import { Type } from "typebox";
import type { Static } from "typebox";
import { oneOf, optional } from "../schema.ts";

/** Who may cancel and delete runs of others. `maintainers`: who may do `workflow:admin`. `launchers`: whoever may launch. */
export const runEnders = ["maintainers", "launchers"] as const;
export type RunEnders = (typeof runEnders)[number];

/** `GET /api/postern/v1/workspaces/{workspaceId}/settings`: what the public API has no words for. */
export const WorkspaceSettings = Type.Object({
  whoMayEndRuns: oneOf(runEnders),
  /** Whether somebody has to confirm the key of a host before the first sign-in there. Else it is pinned at that sign-in. */
  confirmHostKeys: Type.Boolean(),
});
export type WorkspaceSettings = Static<typeof WorkspaceSettings>;

/** `PUT` to the same path. What is left out stays as it is. */
export const UpdateWorkspaceSettingsRequest = Type.Object({
  whoMayEndRuns: oneOf(runEnders),
  confirmHostKeys: optional(Type.Boolean()),
});
export type UpdateWorkspaceSettingsRequest = Static<typeof UpdateWorkspaceSettingsRequest>;
