import { toCredentialId, toUserId, toWorkspaceId } from "@postern/domain";
import type { UserId, WorkspaceId } from "@postern/domain";
import type { SshSignIn } from "../../channels/ssh/ssh-way.ts";
import type { LimitedThing } from "../use-limits/limited-thing.ts";
import type { StoredCredential } from "./store.ts";

/** How an agent credential leads to an agent. */
export interface AgentConnection {
  readonly connectionId: string;
  readonly workDir: string | null;
  readonly shared: boolean;
  readonly ownerUserId: UserId;
  readonly workspaceId: WorkspaceId | null;
}

/** `undefined` for a credential of another kind. */
export function toAgentConnection(row: StoredCredential): AgentConnection | undefined {
  if (row.connection_id === null) return undefined;
  const { workDir, shared } = JSON.parse(row.public_keys) as { workDir: string | null; shared: boolean };
  const workspaceId = row.workspace_id === null ? null : toWorkspaceId(row.workspace_id);
  return { connectionId: row.connection_id, workDir, shared, ownerUserId: toUserId(row.user_id), workspaceId };
}

/** What a key for SSH is, without the key. `undefined` for a credential of another kind. */
export function toSshSignIn(row: StoredCredential): SshSignIn | undefined {
  if (row.provider !== "ssh") return undefined;
  const workspaceId = row.workspace_id === null ? null : toWorkspaceId(row.workspace_id);
  return { credentialId: toCredentialId(row.id), revision: row.revision, ownerUserId: toUserId(row.user_id), workspaceId };
}

/** Whether an edit leads to other agents than before. */
export function leadsToOthers(before: AgentConnection | undefined, after: AgentConnection): boolean {
  return before?.connectionId !== after.connectionId || before.shared !== after.shared;
}

export function asLimitedThing(row: StoredCredential): LimitedThing {
  return {
    ...{ kind: "credential", id: row.id, name: row.name, makerId: toUserId(row.user_id), workspaceId: row.workspace_id },
    ...{ isLimited: row.is_use_limited === 1, updatedAt: row.updated_at },
  };
}
