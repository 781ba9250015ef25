import type { NewUseLimit, UpdateUseLimitRequest, UseLimit } from "@postern/contracts";
import { noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { findWorkspaceById, personOf } from "../organizations/world.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { outdated } from "./organizations.ts";

/** Who may use credentials and environments of a workspace. */
export const limitRoutes = (state: MockState): readonly Route[] => ["credentials", "compute-envs"].flatMap((kind) => routesOf(state, kind));

function routesOf(state: MockState, kind: string): readonly Route[] {
  const path = `/api/postern/v1/${kind}/:id/use-limit`;
  const limitOf = (id: string | undefined): UseLimit => state.useLimits.get(id ?? "") ?? openLimit(state);
  return [
    { method: "GET", path, answer: ({ params }) => ok(limitOf(params["id"])) },
    {
      method: "PUT",
      path,
      answer: ({ params, body }) => {
        const wish = body as UpdateUseLimitRequest;
        if (wish.lastUpdated !== undefined && wish.lastUpdated !== limitOf(params["id"]).lastUpdated) return outdated("Who may use it");
        state.useLimits.set(params["id"] ?? "", limitFrom(state, wish));
        state.publish({ type: "credentials", workspaceId: state.workspaceId });
        return noContent;
      },
    },
  ];
}

const openLimit = (state: MockState): UseLimit => ({ isLimited: false, users: [], teams: [], lastUpdated: isoAt(state.startedMs) });

export function limitFrom({ world, workspaceId, now }: MockState, { isLimited, userIds, teamIds }: NewUseLimit): UseLimit {
  const teams = findWorkspaceById(world, workspaceId ?? 0)?.organization.teams ?? [];
  return {
    isLimited,
    users: userIds.map((userId) => personOf(world, userId)),
    teams: teams.filter((team) => teamIds.includes(team.teamId)).map(({ teamId, name }) => ({ teamId, name })),
    lastUpdated: isoAt(now()),
  };
}
