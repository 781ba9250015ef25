import type { Query } from "@postern/database";
import type { AgentId, UserId } from "@postern/domain";
import type { AuditService } from "../audit/service.ts";
import { countAgents, deleteAgents, findFenceFloor, listUntouched, raiseFenceFloor, setFence } from "./room-store.ts";

/**
 * Agents that are remembered of one person. A connection ID is a word that whoever has the token thinks up, so without a limit one script could fill the
 * disk with them. A limit to keep, not to count by: arrivals at the same time, at several servers, may go over it by a few.
 */
export const maxAgentsOfOne = 1_000;
/** So that not every arrival of a script that goes on has an entry in the trail. */
const goneAtOnce = 100;

export interface RoomParts {
  readonly audit: Pick<AuditService, "record">;
  /** Which of these connection IDs a credential names, anywhere. */
  readonly listNamed: (query: Query, connectionIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

export interface NewAgent {
  readonly id: AgentId;
  readonly userId: UserId;
}

/**
 * Makes room for an agent whose row is new and has the first fence: the oldest go that are away, that no credential names, and that nobody has claimed,
 * named or revoked. Gives its fence; `undefined` when there is no room: then the row must not stay.
 *
 * INVARIANT: should a connection ID come again whose row went, its fences go on from where they were.
 */
export async function makeRoom(query: Query, parts: RoomParts, { id, userId }: NewAgent): Promise<number | undefined> {
  if ((await countAgents(query, userId)) > maxAgentsOfOne && !(await removeOldest(query, parts, userId))) return undefined;
  const floor = await findFenceFloor(query, userId);
  if (floor > 0) await setFence(query, id, floor + 1);
  return floor + 1;
}

/** False when all of them are in use. */
async function removeOldest(query: Query, { audit, listNamed }: RoomParts, userId: UserId): Promise<boolean> {
  const untouched = await listUntouched(query, userId, 2 * maxAgentsOfOne);
  const connectionIds = untouched.map((agent) => agent.connection_id);
  const named = await listNamed(query, connectionIds);
  const gone = untouched.filter((agent) => !named.has(agent.connection_id)).slice(0, goneAtOnce);
  if (gone.length === 0) return false;
  await raiseFenceFloor(query, userId, Math.max(...gone.map((agent) => agent.fence)));
  const ids = gone.map((agent) => agent.id);
  await deleteAgents(query, ids);
  await audit.record(query, {
    ...{ actor: userId, action: "agent.forget", targetKind: "agent", targetId: "unused" },
    detail: { count: gone.length, reason: "so many agents of one person are not remembered, and nobody used these" },
  });
  return true;
}
