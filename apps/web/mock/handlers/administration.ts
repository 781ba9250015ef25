import { AppError } from "@postern/domain";
import { noContent, ok, pageOf } from "../http.ts";
import type { MockRequest, Route } from "../http.ts";
import type { MockState } from "../state.ts";

const path = "/api/postern/v1/admin";

export const administrationRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: `${path}/organizations`,
    answer: ({ query }) => {
      const found = state.account.organizations.filter(({ name, fullName }) => isFound([name, fullName], query));
      return ok({ organizations: pageOf(found, query), totalSize: found.length });
    },
  },
  {
    method: "GET",
    path: `${path}/workspaces`,
    answer: ({ query }) => {
      const found = state.account.workspaces.filter(({ name, fullName, orgName }) => isFound([name, fullName, orgName], query));
      return ok({ workspaces: pageOf(found, query), totalSize: found.length });
    },
  },
  { method: "POST", path: `${path}/organizations/:id/owners`, answer: (request) => appoint(state, request) },
];

const isFound = (words: readonly string[], query: URLSearchParams): boolean =>
  words
    .join(" ")
    .toLowerCase()
    .includes((query.get("search") ?? "").toLowerCase());

function appoint(state: MockState, { params, body }: MockRequest) {
  const { user } = body as { user: string };
  const account = state.account.accounts.find(({ userName, email }) => userName === user || email === user);
  if (account === undefined) throw new AppError("user.not_found", `The user ${user} was not found.`, { fields: ["/user"] });
  state.account.organizations = state.account.organizations.map((one) =>
    String(one.orgId) === params["id"] ? { ...one, owners: [...one.owners, account.userName] } : one,
  );
  return noContent;
}
