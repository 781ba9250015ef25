import type { Database } from "@postern/database";
import { toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { AccountRemovalService } from "../features/accounts/removal-service.ts";
import { AccountService } from "../features/accounts/service.ts";
import { wipeManagedKeys } from "../features/managed-identities/wipe-keys.ts";
import type { AuditEntry } from "../features/audit/service.ts";
import { openAccounts } from "./open-accounts.ts";
import { openAccess } from "./open-access.fixture.ts";
import { organizationRows } from "./organization-rows.fixture.ts";

interface PersonOptions {
  readonly isAdministrator?: boolean;
  /** Waits for its person to choose a password. */
  readonly isInvited?: boolean;
}

/** Accounts and those who look after them; runs, environments and credentials are told by the test. */
export async function openAccountScene(database: Database, clock: Clock) {
  const parts = openAccounts(database, clock);
  const { access, live, told } = openAccess(database, clock);
  const stopped: UserId[] = [];
  const emptied: string[] = [];
  const unfinished: { id: string; run_name: string; workspace_id: number | null }[] = [];
  const take = (what: string) => (_query: unknown, home: object, actor: UserId | null) => {
    emptied.push(`${what} ${JSON.stringify(home)}`);
    return Promise.resolve<AuditEntry[]>([{ actor, action: `${what}.delete`, targetKind: what, targetId: "x" }]);
  };
  const common = {
    ...{
      database,
      clock,
      access,
      live,
      audit: parts.audit,
      users: parts.users,
      links: parts.links,
      sessions: parts.sessions,
      callers: parts.callers,
    },
    onStopped: (userId: UserId): void => void stopped.push(userId),
  };
  const accounts = new AccountService(common);
  const removals = new AccountRemovalService({
    wipeManagedKeys,
    ...common,
    runs: { listUnfinishedOf: () => Promise.resolve(unfinished) },
    environments: { removeAll: take("environment") },
    credentials: { wipeAll: take("credential") },
    labels: { removeAll: () => Promise.resolve() },
  });
  const add = (name: string, options: PersonOptions = {}) => addPerson(database, name, options);
  const rosa = await add("rosa", { isAdministrator: true });
  return {
    ...parts,
    database,
    access,
    accounts,
    removals,
    live,
    rows: organizationRows(database),
    told,
    stopped,
    emptied,
    unfinished,
    add,
    rosa,
  };
}

// Without a password that could be shown: hashing one takes longer than all the rest.
async function addPerson(
  { query }: Database,
  name: string,
  { isAdministrator = false, isInvited = false }: PersonOptions,
): Promise<UserId> {
  const row = {
    user_name: name,
    email: `${name}@x.org`,
    password_hash: isInvited ? null : "$",
    is_administrator: isAdministrator ? 1 : 0,
    is_disabled: 0,
    created_at: 1,
  } as const;
  return toUserId((await query.insertInto("users").values(row).returning("id").executeTakeFirstOrThrow()).id);
}
