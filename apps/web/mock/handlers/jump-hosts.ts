import type { UpdateJumpHostsRequest } from "@postern/contracts";
import { startCheck } from "../environments-seed.ts";
import { noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";
import { readJumpHosts } from "./jump-hosts-answer.ts";
import { findManagedIdentity } from "../organizations/world.ts";
import { outdated } from "./organizations.ts";

const path = "/api/postern/v1/compute-envs/:id/jump-hosts";

/** The hosts to pass on the way to environments that are reached over SSH. */
export const jumpHostRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path,
    answer: ({ params }) => {
      const { id, lastUpdated, managedIdentityId } = getEnvironment(state, params["id"]);
      const managed = findManagedIdentity(state.world, managedIdentityId);
      return ok({ jumpHosts: state.jumpHosts.get(id) ?? [], managedJumpHosts: managed?.jumpHosts ?? [], lastUpdated });
    },
  },
  {
    method: "PUT",
    path,
    answer: ({ params, body }) => {
      const { jumpHosts, lastUpdated } = body as UpdateJumpHostsRequest;
      const one = getEnvironment(state, params["id"]);
      if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
      state.jumpHosts.set(one.id, readJumpHosts(jumpHosts, one.config.hostName));
      state.hostKeys.delete(one.id);
      state.environments = state.environments.map((each) => (each === one ? { ...one, lastUpdated: isoAt(state.now()) } : each));
      startCheck(state, one.id);
      return noContent;
    },
  },
];
