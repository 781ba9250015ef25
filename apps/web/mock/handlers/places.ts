import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { workspaceNames } from "../places-seed.ts";
import type { MockState } from "../state.ts";

export const placeRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/user/:userId/workspaces",
    answer: () => ok({ orgsAndWorkspaces: state.scenario === "data" ? [401, 402, 411].map(row) : [] }),
  },
];

function row(workspaceId: number) {
  const { name, orgName } = workspaceNames(workspaceId);
  return {
    ...{ orgId: 100, orgName, orgLogoUrl: null, orgType: null, workspaceId, workspaceName: name, workspaceFullName: name },
    ...{ visibility: "PRIVATE", roles: ["launch"] },
  };
}
