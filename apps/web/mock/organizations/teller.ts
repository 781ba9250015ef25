import type { MockOrganization, MockWorkspace } from "./world.ts";

/** Tells open pages what has changed, and knows what goes on in workspaces. */
export interface MockTeller {
  readonly accessChanged: (userIds: readonly number[]) => void;
  readonly organizationChanged: (organization: MockOrganization) => void;
  readonly workspaceChanged: (organization: MockOrganization, workspace: MockWorkspace) => void;
  readonly unfinishedRunsIn: (workspaceIds: readonly number[]) => readonly { type: string; id: string; name: string }[];
}
