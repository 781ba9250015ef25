import {
  AccountParams,
  AccountResponse,
  CreateAccountRequest,
  CreateAccountResponse,
  ListAccountsQuery,
  ListAccountsResponse,
  NoContent,
  OneTimeLink,
  UpdateAccountRequest,
} from "@postern/contracts";
import { toUserId } from "@postern/domain";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { AccountRemovalService } from "./removal-service.ts";
import type { AccountService } from "./service.ts";
import { toAccount, toOneTimeLink } from "./wire.ts";

export interface AccountRouteParts {
  readonly accounts: AccountService;
  readonly removals: AccountRemovalService;
  readonly publicUrl: () => string;
}

const path = "/api/postern/v1/admin/accounts";

export function registerAccountRoutes(app: HttpApp, parts: AccountRouteParts): void {
  registerAll(app, parts);
  registerOne(app, parts);
}

function registerAll(app: HttpApp, { accounts, publicUrl }: AccountRouteParts): void {
  app.get(
    path,
    { schema: { summary: "List accounts", querystring: ListAccountsQuery, response: { 200: ListAccountsResponse } } },
    async (request) => {
      const { rows, total } = await accounts.list(request.query);
      return { accounts: rows.map(toAccount), totalSize: total };
    },
  );

  app.post(
    path,
    { schema: { summary: "Make an account", body: CreateAccountRequest, response: { 200: CreateAccountResponse } } },
    async (request) => {
      const { account, invitation } = await accounts.create(callerOf(request).userId, request.body);
      return { account: toAccount(account), invitation: invitation && toOneTimeLink(invitation, publicUrl()) };
    },
  );
}

function registerOne(app: HttpApp, { accounts, removals, publicUrl }: AccountRouteParts): void {
  app.patch(
    `${path}/:userId`,
    { schema: { summary: "Change an account", params: AccountParams, body: UpdateAccountRequest, response: { 200: AccountResponse } } },
    async (request) => {
      const account = await accounts.update(callerOf(request).userId, toUserId(request.params.userId), request.body);
      return { account: toAccount(account) };
    },
  );

  app.delete(
    `${path}/:userId`,
    { schema: { summary: "Remove an account", params: AccountParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await removals.remove(callerOf(request), toUserId(request.params.userId));
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${path}/:userId/link`,
    { schema: { summary: "Make a link for the person of an account", params: AccountParams, response: { 200: OneTimeLink } } },
    async (request) => toOneTimeLink(await accounts.createLink(callerOf(request).userId, toUserId(request.params.userId)), publicUrl()),
  );
}
