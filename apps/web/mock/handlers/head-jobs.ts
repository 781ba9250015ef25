import type { ClusterOffer, HeadJobResources, UpdateEnvironmentResourcesRequest } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";
import { answerOf } from "./head-job-answer.ts";
import { outdated } from "./organizations.ts";

/** What head jobs ask for, and what clusters offer. */
export const headJobRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/postern/v1/compute-envs/:id/resources",
    answer: ({ params }) => {
      const { id, lastUpdated } = getEnvironment(state, params["id"]);
      return ok({ resources: state.resources.get(id) ?? answerOf({}), lastUpdated });
    },
  },
  {
    method: "PUT",
    path: "/api/postern/v1/compute-envs/:id/resources",
    answer: ({ params, body }) => {
      const { resources, lastUpdated } = body as UpdateEnvironmentResourcesRequest;
      const one = getEnvironment(state, params["id"]);
      if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
      refuseUnknownAccount(resources);
      state.resources.set(one.id, answerOf(resources));
      state.environments = state.environments.map((each) => (each === one ? { ...one, lastUpdated: isoAt(state.now()) } : each));
      return noContent;
    },
  },
  { method: "GET", path: "/api/postern/v1/compute-envs/:id/offer", answer: () => ok(offerOf(state)) },
  { method: "GET", path: "/api/postern/v1/cluster-offer", answer: () => ok(offerOf(state)) },
];

function refuseUnknownAccount({ account }: HeadJobResources): void {
  if (account?.startsWith("-") !== true) return;
  throw new AppError("request.invalid", "A name of an account does not begin with a dash.", { fields: ["resources.account"] });
}

/** What a cluster offers, unless something is wrong with it. */
export function offerOf(state: MockState): ClusterOffer {
  if (state.offerTrouble !== undefined) throw new AppError("agent.offline", state.offerTrouble);
  const unlimited = {
    isOpen: true,
    isDefault: false,
    maxWallTimeSeconds: null,
    defaultWallTimeSeconds: null,
    maxMemoryMb: null,
    maxCpus: null,
    nodes: null,
  };
  return {
    askedAt: isoAt(state.now()),
    queues: [
      {
        ...unlimited,
        name: "normal",
        isDefault: true,
        maxWallTimeSeconds: 172_800,
        ...{ maxCpus: 48, maxMemoryMb: 192_512, defaultWallTimeSeconds: 3600, nodes: 42 },
      },
      { ...unlimited, name: "express", maxWallTimeSeconds: 86_400, maxCpus: 48, maxMemoryMb: 192_512 },
      { ...unlimited, name: "hugemem", maxWallTimeSeconds: 172_800, maxCpus: 48, maxMemoryMb: 1_572_864 },
      { ...unlimited, name: "old", isOpen: false },
    ],
    accounts: [
      { name: "ab12", qualities: ["normal", "long"] },
      { name: "xy98", qualities: ["normal"] },
    ],
    problems: [],
  };
}
