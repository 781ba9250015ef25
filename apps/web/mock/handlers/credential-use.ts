import type { CredentialDependentsResponse, CredentialUsageEntry } from "@postern/contracts";
import { isTerminal } from "@postern/domain";
import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getCredential } from "./credentials.ts";

const pageSize = 10;
const hour = 3_600_000;

/** Checks of credentials, what needs them, and who opened them. */
export const credentialUseRoutes = (state: MockState): readonly Route[] => [
  {
    method: "POST",
    path: "/api/credentials/:id/validate",
    answer: ({ params }) => {
      const one = getCredential(state, params["id"]);
      // A name that begins with `silent` is one whose provider does not answer.
      if (one.name.startsWith("silent")) return ok({ status: one.status, transientError: true, message: "quay.io did not answer in 10 s" });
      const now = { ...one, status: "AVAILABLE", message: null, lastValidated: isoAt(state.now()) } as const;
      state.credentials = state.credentials.map((each) => (each.id === one.id ? now : each));
      return ok({ status: "AVAILABLE", transientError: false, message: null });
    },
  },
  {
    method: "GET",
    path: "/api/postern/v1/credentials/:id/dependents",
    answer: ({ params }) => ok(dependentsOf(state, getCredential(state, params["id"]).id)),
  },
  {
    method: "GET",
    path: "/api/postern/v1/credentials/:id/usage",
    answer: ({ params, query }) => {
      const all = usageOf(state, getCredential(state, params["id"]).id);
      const from = Number(query.get("cursor") ?? "0");
      const next = from + pageSize;
      return ok({ usage: all.slice(from, next), nextCursor: next < all.length ? String(next) : null });
    },
  },
];

function dependentsOf({ environments, runs }: MockState, credentialId: string): CredentialDependentsResponse {
  const users = environments.filter((environment) => environment.credentialsId === credentialId);
  const ids = users.map(({ id }) => id);
  return {
    environments: users.map(({ id, name, status }) => ({ id, name, status })),
    runs: runs
      .filter(({ environmentId, workflow }) => environmentId !== undefined && ids.includes(environmentId) && !isTerminal(workflow.status))
      .map(({ workflow }) => ({ id: workflow.id, name: workflow.runName, status: workflow.status })),
  };
}

/** Each run on its environments opened it once; between them the server checked it by itself. */
function usageOf(state: MockState, credentialId: string): readonly CredentialUsageEntry[] {
  const users = state.environments.filter((environment) => environment.credentialsId === credentialId);
  return users
    .flatMap((environment) =>
      state.runs
        .filter(({ environmentId }) => environmentId === environment.id)
        .map(({ workflow }): CredentialUsageEntry => ({
          at: workflow.submit,
          who: { id: workflow.ownerId, userName: workflow.userName },
          purpose: "launch",
          run: { id: workflow.id, name: workflow.runName },
          environment: { id: environment.id, name: environment.name },
        })),
    )
    .concat(users.length === 0 ? [] : { at: isoAt(state.now() - 12 * hour), who: null, purpose: "check", run: null, environment: null })
    .toSorted((one, other) => other.at.localeCompare(one.at));
}
