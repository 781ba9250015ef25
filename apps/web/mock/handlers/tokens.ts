import type { CreatePersonalTokenRequest, PersonalToken, RotateTokenRequest } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { failBySentinel, noContent, ok } from "../http.ts";
import type { MockRequest, Route } from "../http.ts";
import { getWorkspaceById } from "../organizations/world.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { makeToken } from "../tokens-seed.ts";

const hour = 3_600_000;

export const tokenRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path: "/api/postern/v1/tokens", answer: () => ok({ tokens: state.tokens, maxDays: null }) },
  { method: "POST", path: "/api/postern/v1/tokens", answer: ({ body }) => ok(add(state, body as CreatePersonalTokenRequest)) },
  { method: "POST", path: "/api/postern/v1/tokens/:id/rotate", answer: (request) => ok(rotate(state, request)) },
  {
    method: "DELETE",
    path: "/api/tokens/delete-all",
    answer: () => {
      state.tokens = [];
      state.publish({ type: "tokens" });
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: "/api/tokens/:id",
    answer: (request) => {
      const token = tokenOf(state, request);
      state.tokens = state.tokens.filter((one) => one !== token);
      state.publish({ type: "tokens" });
      return noContent;
    },
  },
];

function add(state: MockState, wish: CreatePersonalTokenRequest) {
  failBySentinel(wish.name);
  if (state.tokens.some((token) => token.name === wish.name)) {
    throw new AppError("token.name_taken", `A token named ${wish.name} already exists.`);
  }
  const { accessKey, id } = newValue(state);
  const bound = wish.workspaceIds?.map((workspaceId) => boundTo(state, workspaceId)) ?? null;
  const token = makeToken(state.now(), {
    id,
    name: wish.name,
    access: wish.access ?? "full",
    expiresAt: wish.expiresAt ?? null,
    workspaces: bound,
  });
  state.tokens = [token, ...state.tokens];
  state.publish({ type: "tokens" });
  return { accessKey, token };
}

function boundTo({ world }: MockState, workspaceId: number) {
  const { organization, workspace } = getWorkspaceById(world, String(workspaceId));
  return { id: workspace.id, name: workspace.name, orgName: organization.name };
}

function rotate(state: MockState, request: MockRequest) {
  const { overlapHours = 24, expiresAt } = request.body as RotateTokenRequest;
  const old = tokenOf(state, request);
  const token: PersonalToken = {
    ...old,
    previousWorksUntil: overlapHours === 0 ? null : isoAt(state.now() + overlapHours * hour),
    ...(expiresAt === undefined ? {} : { expiresAt, isExpired: false, warning: null }),
  };
  state.tokens = state.tokens.map((one) => (one === old ? token : one));
  state.publish({ type: "tokens" });
  return { accessKey: newValue(state).accessKey, token };
}

function tokenOf(state: MockState, { params }: MockRequest): PersonalToken {
  const token = state.tokens.find((one) => String(one.id) === params["id"]);
  if (token === undefined) throw new AppError("token.not_found", "The token was not found.");
  return token;
}

function newValue(state: MockState): { readonly accessKey: string; readonly id: number } {
  state.counter += 1;
  const id = 1000 + state.counter;
  return { id, accessKey: `eyJ0aWQiOiAxfS5tb2NrLXRva2VuLTAwMDAwMDAwMDAwMDAw${String(id)}` };
}
