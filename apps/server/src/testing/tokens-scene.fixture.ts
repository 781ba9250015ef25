import type { Database } from "@postern/database";
import { toTokenId, toWorkspaceId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { TokenCaller } from "../http/caller.ts";
import { openAccounts } from "./open-accounts.ts";
import type { AccountOptions } from "./open-accounts.ts";
import { organizationRows } from "./organization-rows.fixture.ts";
import { addUser } from "./run-people.fixture.ts";

/** Ada takes part in genomics, and not in imaging; Bob is somebody else. */
export async function openTokenScene(database: Database, clock: Clock, options: AccountOptions = {}) {
  const accounts = openAccounts(database, clock, options);
  const rows = organizationRows(database);
  const [ada, bob] = [await addUser(database, "ada"), await addUser(database, "bob")];
  const alpha = await rows.organization("alpha");
  const [genomics, imaging] = [
    toWorkspaceId(await rows.workspace(alpha, "genomics")),
    toWorkspaceId(await rows.workspace(alpha, "imaging")),
  ];
  const part = await rows.participant(genomics, { member: await rows.member(alpha, ada, "member") }, "launch");
  const session = (userId: UserId) => ({ kind: "session", userId, isAdministrator: false, sessionHash: "" }) as const;
  const rotate = (id: number, overlapMs: number, expiresAt?: number | null) =>
    accounts.tokens.rotate(ada, toTokenId(id), { overlapMs, expiresAt, maker: session(ada) });
  const told: string[] = [];
  accounts.live.subscribe(ada, ({ type }) => void told.push(type));
  const asCaller = async (text: string) => (await accounts.tokens.findCaller(text)) as TokenCaller;
  return { ...accounts, database, ada, bob, genomics, imaging, part, rotate, session, told, asCaller };
}
