import type { CreateCredentialsRequest, Credentials } from "@postern/contracts";
import { AppError, credentialNameProblem, findCredentialProvider } from "@postern/domain";
import { failBySentinel, noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt, nextId } from "../state.ts";
import type { MockState } from "../state.ts";

export const credentialRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path: "/api/credentials", answer: ({ query }) => ok({ credentials: usableOn(state, query.get("platformId")) }) },
  {
    method: "GET",
    path: "/api/credentials/validate",
    answer: ({ query }) => {
      checkName(state, query.get("name") ?? "");
      return noContent;
    },
  },
  {
    method: "POST",
    path: "/api/credentials",
    answer: ({ body }) => {
      const { credentials } = body as CreateCredentialsRequest;
      failBySentinel(credentials.name);
      checkName(state, credentials.name);
      return ok({ credentialsId: add(state, credentials) });
    },
  },
  {
    method: "DELETE",
    path: "/api/credentials/:id",
    answer: ({ params }) => {
      const id = params["id"];
      const users = state.environments.filter((environment) => environment.credentialsId === id);
      if (users.length > 0) {
        const conflicts = users.map(({ id: envId, name }) => ({ type: "compute-env", id: envId, name }));
        return { status: 409, body: { message: "The credential is in use.", credentialsId: id, conflicts } };
      }
      state.credentials = state.credentials.filter((one) => one.id !== id);
      state.publish({ type: "credentials", workspaceId: state.workspaceId });
      return noContent;
    },
  },
];

const usableOn = (state: MockState, platformId: string | null): readonly Credentials[] =>
  platformId === "local-platform" ? [] : state.credentials;

function checkName(state: MockState, name: string): void {
  const problem = credentialNameProblem(name);
  if (problem !== undefined) throw new AppError("credential.name_invalid", problem, { fields: ["name"] });
  if (state.credentials.some((one) => one.name === name)) {
    throw new AppError("credential.name_taken", `A credential named ${name} already exists.`, { fields: ["name"] });
  }
}

function add(state: MockState, wish: CreateCredentialsRequest["credentials"]): string {
  const keys = wish.keys as { readonly connectionId?: string };
  const id = nextId(state, 22);
  const at = isoAt(state.now());
  state.credentials = [
    {
      id,
      name: wish.name,
      description: wish.description ?? null,
      provider: findCredentialProvider(wish.provider)?.id ?? "tw-agent",
      baseUrl: null,
      category: null,
      status: "AVAILABLE",
      message: null,
      dateCreated: at,
      lastUpdated: at,
      lastUsed: null,
      lastValidated: null,
      deleted: false,
      expiresAt: wish.expiresAt ?? null,
      reach: null,
    },
    ...state.credentials,
  ];
  state.agents = state.agents.map((agent) => (agent.connectionId === keys.connectionId ? { ...agent, isUnclaimed: false } : agent));
  state.publish({ type: "credentials", workspaceId: state.workspaceId });
  return id;
}
