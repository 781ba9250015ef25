import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, optional, seenLastUpdated, text } from "../schema.ts";

export const visibilities = ["PRIVATE", "SHARED"] as const;
export type Visibility = (typeof visibilities)[number];

export const WorkspaceParams = Type.Object({ orgId: numericId(), workspaceId: numericId() });
export const WorkspaceUserParams = Type.Object({ orgId: numericId(), workspaceId: numericId(), userId: numericId() });

export const CreateWorkspaceRequest = Type.Object({
  workspace: Type.Object({
    name: text(40, 1),
    fullName: text(100, 1),
    description: optional(text(1000)),
    visibility: oneOf(visibilities),
  }),
});
export type CreateWorkspaceRequest = Static<typeof CreateWorkspaceRequest>;

/** What is left out or null stays as it is; an empty text takes it away. */
export const UpdateWorkspaceRequest = Type.Object({
  name: optional(text(40, 1)),
  fullName: optional(text(100, 1)),
  description: optional(text(1000)),
  visibility: optional(oneOf(visibilities)),
  ...seenLastUpdated,
});
export type UpdateWorkspaceRequest = Static<typeof UpdateWorkspaceRequest>;

export const WorkspaceListEntry = Type.Object({
  id: int64(),
  name: Type.String(),
  fullName: Type.String(),
  description: nullable(Type.String()),
  visibility: oneOf(visibilities),
});
export type WorkspaceListEntry = Static<typeof WorkspaceListEntry>;
export const ListWorkspacesResponse = Type.Object({ workspaces: Type.Array(WorkspaceListEntry) });

export const Workspace = Type.Object({ ...WorkspaceListEntry.properties, dateCreated: dateTime(), lastUpdated: dateTime() });
export type Workspace = Static<typeof Workspace>;

export const CreateWorkspaceResponse = Type.Object({ workspace: Workspace });
/** Also the answer of an update. */
export const DescribeWorkspaceResponse = Type.Object({ workspace: Workspace });
