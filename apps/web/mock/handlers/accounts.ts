import type { Account, CreateAccountRequest, UpdateAccountRequest } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { makeAccount } from "../accounts-seed.ts";
import { failBySentinel, noContent, ok, pageOf } from "../http.ts";
import type { MockRequest, Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";

const path = "/api/postern/v1/admin/accounts";
const day = 86_400_000;

export const accountRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path, answer: ({ query }) => ok(list(state, query)) },
  { method: "POST", path, answer: ({ body }) => ok(create(state, body as CreateAccountRequest)) },
  { method: "PATCH", path: `${path}/:id`, answer: (request) => ok({ account: update(state, request) }) },
  {
    method: "DELETE",
    path: `${path}/:id`,
    answer: (request) => {
      replace(state, { ...accountOf(state, request), state: "removed", organizationCount: 0 });
      return noContent;
    },
  },
  {
    method: "POST",
    path: `${path}/:id/link`,
    answer: (request) => {
      accountOf(state, request);
      return ok(newLink(state));
    },
  },
];

function list(state: MockState, query: URLSearchParams) {
  const wanted = query.get("state");
  const search = (query.get("search") ?? "").toLowerCase();
  const found = state.account.accounts.filter(
    (account) =>
      (wanted === null ? account.state !== "removed" : account.state === wanted) &&
      `${account.userName} ${account.email} ${account.firstName ?? ""} ${account.lastName ?? ""}`.toLowerCase().includes(search),
  );
  return { accounts: pageOf(found, query), totalSize: found.length };
}

function create(state: MockState, wish: CreateAccountRequest) {
  failBySentinel(wish.email);
  if (state.account.accounts.some((account) => account.email === wish.email)) {
    throw new AppError("user.exists", `An account with the address ${wish.email} already exists.`, { fields: ["/email"] });
  }
  state.counter += 1;
  const account = makeAccount(state.now(), {
    id: 2000 + state.counter,
    email: wish.email,
    userName: wish.userName ?? wish.email.split("@")[0] ?? "",
    firstName: wish.firstName ?? null,
    lastName: wish.lastName ?? null,
    isAdministrator: wish.isAdministrator ?? false,
    state: wish.password === undefined ? "invited" : "active",
    createdAt: isoAt(state.now()),
  });
  state.account.accounts = [account, ...state.account.accounts];
  state.publish({ type: "accounts" });
  return { account, invitation: wish.password === undefined ? newLink(state) : null };
}

function update(state: MockState, request: MockRequest): Account {
  const { isDisabled, isAdministrator } = request.body as UpdateAccountRequest;
  const old = accountOf(state, request);
  const changed: Account = {
    ...old,
    ...(isDisabled === undefined ? {} : { state: isDisabled ? "disabled" : "active" }),
    ...(isAdministrator === undefined ? {} : { isAdministrator }),
  };
  replace(state, changed);
  return changed;
}

function replace(state: MockState, changed: Account): void {
  state.account.accounts = state.account.accounts.map((account) => (account.id === changed.id ? changed : account));
  state.publish({ type: "accounts" });
}

function accountOf(state: MockState, { params }: MockRequest): Account {
  const account = state.account.accounts.find((one) => String(one.id) === params["id"]);
  if (account === undefined) throw new AppError("user.not_found", "The user was not found.");
  return account;
}

function newLink(state: MockState) {
  state.counter += 1;
  return { link: `${state.session.publicUrl}/setup/mock-link-${String(state.counter)}`, expiresAt: isoAt(state.now() + 7 * day) };
}
