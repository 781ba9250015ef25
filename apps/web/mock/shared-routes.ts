import { isTerminal } from "@postern/domain";
import { accountRoutes } from "./handlers/accounts.ts";
import { administrationRoutes } from "./handlers/administration.ts";
import { auditRoutes } from "./handlers/audit.ts";
import { keyRoutes } from "./handlers/keys.ts";
import { memberRoutes } from "./handlers/members.ts";
import { organizationRoutes } from "./handlers/organizations.ts";
import { participantRoutes } from "./handlers/participants.ts";
import { placeRoutes } from "./handlers/places.ts";
import { profileRoutes } from "./handlers/profile.ts";
import { roleRoutes } from "./handlers/roles.ts";
import { sessionRoutes } from "./handlers/session.ts";
import { managedIdentityRoutes } from "./handlers/managed-identities.ts";
import { teamRoutes } from "./handlers/teams.ts";
import { tokenRoutes } from "./handlers/tokens.ts";
import { workspaceRoutes } from "./handlers/workspaces.ts";
import type { Route } from "./http.ts";
import type { LiveStreams } from "./live.ts";
import type { MockTeller } from "./organizations/teller.ts";
import type { MockRun } from "./state.ts";
import type { MockWorkspaces } from "./workspaces.ts";

/** What belongs to no single workspace: accounts, organizations, who takes part in what. */
export function sharedRoutes(workspaces: MockWorkspaces, live: LiveStreams): readonly Route[] {
  const state = workspaces.home;
  const { world } = state;
  const teller = tellerOf(live, workspaces);
  return [
    ...sessionRoutes(state),
    ...tokenRoutes(state),
    ...profileRoutes(state),
    ...accountRoutes(state),
    ...administrationRoutes(state),
    ...keyRoutes(state),
    ...auditRoutes(state),
    ...placeRoutes(world),
    ...organizationRoutes(world, teller),
    ...memberRoutes(world, teller),
    ...teamRoutes(world, teller),
    ...managedIdentityRoutes(world, teller),
    ...roleRoutes(world, teller),
    ...workspaceRoutes(world, teller),
    ...participantRoutes(world, teller),
  ];
}

const tellerOf = (live: LiveStreams, workspaces: MockWorkspaces): MockTeller => ({
  accessChanged: (userIds) => live.publish({ type: "access" }, userIds),
  organizationChanged: ({ orgId }) => live.publish({ type: "organization", orgId }),
  workspaceChanged: ({ orgId }, { id }) => live.publish({ type: "workspace", orgId, workspaceId: id }),
  unfinishedRunsIn: (ids) => ids.flatMap((id) => workspaces.stateOf(id).runs.filter(isUnfinished).map(conflictOf)),
});

const isUnfinished = ({ workflow }: MockRun): boolean => !isTerminal(workflow.status);
const conflictOf = ({ workflow }: MockRun) => ({ type: "run", id: workflow.id, name: workflow.runName });
