import type { CreateCredentialsRequest, Credentials, UpdateCredentialsRequest } from "@postern/contracts";
import { AppError, credentialNameProblem, findCredentialProvider, opensPlatform } from "@postern/domain";
import { credential } from "../credentials-seed.ts";
import { failBySentinel, noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt, nextId } from "../state.ts";
import type { MockState } from "../state.ts";
import { readKeys } from "./credential-keys.ts";
import { limitFrom } from "./use-limits.ts";
import { outdated } from "./organizations.ts";

export const credentialRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path: "/api/credentials", answer: ({ query }) => ok({ credentials: listed(state, query.get("platformId")) }) },
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
    method: "GET",
    path: "/api/credentials/:id",
    answer: ({ params }) => ok({ credentials: getCredential(state, params["id"]), setupSnippet: null }),
  },
  {
    method: "PUT",
    path: "/api/credentials/:id",
    answer: ({ params, body }) => {
      const one = getCredential(state, params["id"]);
      const { credentials } = body as UpdateCredentialsRequest;
      if ((credentials.lastUpdated ?? one.lastUpdated) !== one.lastUpdated) return outdated("It");
      update(state, one, credentials);
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: "/api/credentials/:id",
    answer: ({ params }) => {
      const { id } = getCredential(state, params["id"]);
      const users = state.environments.filter((environment) => environment.credentialsId === id);
      if (users.length > 0) {
        const conflicts = users.map(({ id: envId, name }) => ({ type: "compute-env", id: envId, name }));
        return { status: 409, body: { message: "The credential is in use.", credentialsId: id, conflicts } };
      }
      state.credentials = state.credentials.filter((one) => one.id !== id);
      tell(state);
      return noContent;
    },
  },
];

export function getCredential(state: MockState, id: string | undefined): Credentials {
  const one = state.credentials.find((each) => each.id === id);
  if (one === undefined) throw new AppError("credential.not_found", `The credential ${id ?? ""} was not found.`);
  return one;
}

/** Lists answer no keys. */
function listed({ credentials }: MockState, platformId: string | null): readonly Credentials[] {
  const usable = platformId === null ? credentials : credentials.filter(({ provider }) => opensPlatform(provider, platformId));
  return usable.map(({ keys: _keys, heldSecrets: _held, ...one }) => one);
}

function checkName(state: MockState, name: string): void {
  const problem = credentialNameProblem(name);
  if (problem !== undefined) throw new AppError("credential.name_invalid", problem, { fields: ["name"] });
  if (state.credentials.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
    throw new AppError("credential.name_taken", `A credential named ${name} already exists.`, { fields: ["name"] });
  }
}

function add(state: MockState, wish: CreateCredentialsRequest["credentials"]): string {
  const id = nextId(state, 22);
  const at = isoAt(state.now());
  const provider = findCredentialProvider(wish.provider)?.id ?? "tw-agent";
  const { open, secrets } = readKeys(provider, wish);
  state.secrets.set(id, secrets);
  const made = credential(state.now(), {
    ...{ id, provider, name: wish.name, description: wish.description ?? null, expiresAt: wish.expiresAt ?? null },
    ...{ ...open, heldSecrets: Object.keys(secrets), dateCreated: at, lastUpdated: at },
  });
  state.credentials = [made, ...state.credentials];
  if (wish.useLimit !== undefined && wish.useLimit !== null) state.useLimits.set(id, limitFrom(state, wish.useLimit));
  const connectionId = made.keys?.["connectionId"];
  state.agents = state.agents.map((agent) => (agent.connectionId === connectionId ? { ...agent, isUnclaimed: false } : agent));
  tell(state);
  return id;
}

function update(state: MockState, one: Credentials, wish: UpdateCredentialsRequest["credentials"]): void {
  const { name, description = one.description, expiresAt = one.expiresAt } = wish;
  const newName = name ?? one.name;
  if (newName !== one.name) checkName(state, newName);
  const kept = state.secrets.get(one.id) ?? Object.fromEntries((one.heldSecrets ?? []).map((member) => [member, "old"]));
  const read = wish.keys === undefined ? { open: {}, secrets: kept } : readKeys(one.provider, wish, kept);
  state.secrets.set(one.id, read.secrets);
  const about = { name: newName, description: description === "" ? null : description, expiresAt };
  const changed = { ...one, ...read.open, ...about, heldSecrets: Object.keys(read.secrets), lastUpdated: isoAt(state.now()) };
  state.credentials = state.credentials.map((each) => (each.id === one.id ? changed : each));
  tell(state);
}

const tell = (state: MockState): void => state.publish({ type: "credentials", workspaceId: state.workspaceId });
