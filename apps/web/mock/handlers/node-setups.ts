import type { UpdateNodeSetupRequest } from "@postern/contracts";
import { fieldsOverriddenBy } from "@postern/domain";
import { startCheck } from "../environments-seed.ts";
import { noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";
import { nodeSetupAnswer, setupOfAnswer } from "./node-setup-answer.ts";
import { outdated } from "./organizations.ts";

/** How nodes are made ready for runs. */
export const nodeSetupRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/postern/v1/compute-envs/:id/node-setup",
    answer: ({ params }) => {
      const { config, id, lastUpdated } = getEnvironment(state, params["id"]);
      const nodeSetup = state.nodeSetups.get(id) ?? nodeSetupAnswer({});
      const overridden = fieldsOverriddenBy(config.nextflowConfig ?? "", setupOfAnswer(nodeSetup));
      return ok({ nodeSetup, overridden, lastUpdated });
    },
  },
  {
    method: "PUT",
    path: "/api/postern/v1/compute-envs/:id/node-setup",
    answer: ({ params, body }) => {
      const { nodeSetup, lastUpdated } = body as UpdateNodeSetupRequest;
      const one = getEnvironment(state, params["id"]);
      if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
      state.nodeSetups.set(one.id, nodeSetupAnswer(nodeSetup));
      state.environments = state.environments.map((each) => (each === one ? { ...one, lastUpdated: isoAt(state.now()) } : each));
      startCheck(state, one.id);
      return noContent;
    },
  },
];
