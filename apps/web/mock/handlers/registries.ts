import type { UpdateRegistriesRequest } from "@postern/contracts";
import { noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";
import { outdated } from "./organizations.ts";
import { readRegistries } from "./registries-answer.ts";

const path = "/api/postern/v1/compute-envs/:id/registries";

/** The container registries that launches bring along. */
export const registryRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path,
    answer: ({ params }) => {
      const { id, lastUpdated } = getEnvironment(state, params["id"]);
      return ok({ registries: state.registries.get(id) ?? [], lastUpdated });
    },
  },
  {
    method: "PUT",
    path,
    answer: ({ params, body }) => {
      const { registryCredentialsIds, lastUpdated } = body as UpdateRegistriesRequest;
      const one = getEnvironment(state, params["id"]);
      if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
      state.registries.set(one.id, readRegistries(state, registryCredentialsIds));
      state.environments = state.environments.map((each) => (each === one ? { ...one, lastUpdated: isoAt(state.now()) } : each));
      return noContent;
    },
  },
];
