import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, paging, text } from "../schema.ts";
import { OneTimeLink } from "./setup-links.ts";

/** `invited`: made, and never used. `removed`: the person is gone, and what they did stays readable. */
export const accountStates = ["active", "invited", "disabled", "removed"] as const;
export type AccountState = (typeof accountStates)[number];

/** An account as administrators see it. */
export const Account = Type.Object({
  id: int64(),
  userName: Type.String(),
  email: Type.String(),
  firstName: nullable(Type.String()),
  lastName: nullable(Type.String()),
  state: oneOf(accountStates),
  isAdministrator: Type.Boolean(),
  organizationCount: int64(),
  createdAt: dateTime(),
  lastAccessAt: nullable(dateTime()),
});
export type Account = Static<typeof Account>;

/**
 * `DELETE` (204) removes the account. `POST /api/postern/v1/admin/accounts/{userId}/link` answers a `OneTimeLink`: an invitation for
 * an account that was never used, else a new password; earlier links of the account stop working.
 */
export const AccountParams = Type.Object({ userId: numericId() });

/** `GET /api/postern/v1/admin/accounts`. Removed accounts are shown only when they are asked for. */
export const ListAccountsQuery = Type.Object({
  ...paging,
  search: Type.Optional(text(255)),
  state: Type.Optional(oneOf(accountStates)),
});
export const ListAccountsResponse = Type.Object({ accounts: Type.Array(Account), totalSize: int64() });
export type ListAccountsResponse = Static<typeof ListAccountsResponse>;

/** `POST /api/postern/v1/admin/accounts`. Without a password the answer has a link at which the person chooses one. */
export const CreateAccountRequest = Type.Object({
  email: text(255, 3),
  /** Made from the address when it is left out. */
  userName: Type.Optional(text(40, 1)),
  firstName: Type.Optional(text(100)),
  lastName: Type.Optional(text(100)),
  password: Type.Optional(text(1024, 1)),
  isAdministrator: Type.Optional(Type.Boolean()),
});
export type CreateAccountRequest = Static<typeof CreateAccountRequest>;
export const CreateAccountResponse = Type.Object({ account: Account, invitation: nullable(OneTimeLink) });
export type CreateAccountResponse = Static<typeof CreateAccountResponse>;

/** `PATCH /api/postern/v1/admin/accounts/{userId}`: what is left out stays as it is. */
export const UpdateAccountRequest = Type.Object({
  isDisabled: Type.Optional(Type.Boolean()),
  isAdministrator: Type.Optional(Type.Boolean()),
});
export type UpdateAccountRequest = Static<typeof UpdateAccountRequest>;
export const AccountResponse = Type.Object({ account: Account });
