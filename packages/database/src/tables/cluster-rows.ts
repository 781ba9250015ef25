import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

/** Sealed bytes. Names nothing: only the row that points here knows what it is. */
export interface EnvelopeRow {
  id: string;
  bytes: Uint8Array;
  key_term: number;
}

export interface CredentialRow {
  id: string;
  user_id: number;
  workspace_id: number | null;
  name: string;
  description: string | null;
  provider: string;
  envelope_id: string;
  /** Members of `keys` that are no secret, as JSON. */
  public_keys: string;
  /** JSON: names of the secret members that are sealed. */
  held_secrets: Generated<string>;
  /** For agent credentials: looked up when an agent dials in. */
  connection_id: string | null;
  /** Which of the provider's ways to authenticate; null when it has one only. */
  mode: string | null;
  base_url: string | null;
  /** What a Git credential reaches, in one canonical form: two of a place never reach the same. */
  git_reach: string | null;
  /** Grows with every change of what is sealed, so that the result of a check of older keys is not taken for these. */
  revision: Generated<number>;
  /** What the last conclusive check found; null before the first. */
  status: "AVAILABLE" | "INVALID" | null;
  /** The provider's own words while it is INVALID. */
  status_message: string | null;
  validated_at: number | null;
  /** Null when nothing is to be checked by itself. */
  next_check_at: number | null;
  /** Checks in a row that came to nothing. */
  check_failures: Generated<number>;
  /** When what is kept ends, as its owner says. */
  expires_at: number | null;
  /** When its people were last told that it ends soon. */
  reminded_at: number | null;
  /** Only those in `use_grants`, and who made it, may use it. */
  is_use_limited: Flag;
  created_at: number;
  updated_at: number;
  last_used_at: number | null;
  deleted_at: number | null;
}

/** Somebody who may use a credential or an environment whose use is limited. */
export interface UseGrantRow {
  target_kind: "credential" | "environment";
  target_id: string;
  grantee_kind: "user" | "team";
  grantee_id: number;
  created_at: number;
}

/** One row for each user and connection ID: the newest connection under it. */
export interface AgentRow {
  id: string;
  user_id: number;
  connection_id: string;
  /** Grows with every connection under the same user and connection ID; the newest is the one that counts. */
  fence: number;
  user_name: string;
  host_name: string;
  work_dir: string;
  version: string;
  remote_address: string;
  connected_at: number;
  last_seen_at: number;
  disconnected_at: number | null;
  kind: Generated<"v2" | "legacy">;
  /** What its owner calls it; null: by its connection ID. */
  name: string | null;
  /** Since then nothing under this user and connection ID is let in. */
  revoked_at: number | null;
  revoked_by: number | null;
  /** The server process that holds its socket, or held it last. */
  server_id: string | null;
  /** Shown to nobody until it dials in again. The row stays, or its fences would begin anew. */
  forgotten_at: number | null;
}

/** What happened to an agent, for whoever asks why it was away. Pruned: the audit trail is what lasts. */
export interface AgentEventRow {
  id: Generated<number>;
  agent_id: string;
  at: number;
  kind: "connected" | "disconnected" | "replaced" | "refused" | "revoked" | "allowed" | "renamed" | "claimed";
  fence: number | null;
  reason: string | null;
  host_name: string | null;
  user_name: string | null;
  version: string | null;
  remote_address: string | null;
  /** Of the connection that ended. */
  lasted_ms: number | null;
}

export interface ComputeEnvRow {
  id: string;
  user_id: number;
  workspace_id: number | null;
  name: string;
  description: string | null;
  platform: string;
  credential_id: string | null;
  /** In the place of a credential: everybody acts on its cluster with a key of their own. */
  managed_identity_id: string | null;
  /** Settings of the platform as JSON. */
  config: string;
  /** What head jobs ask of the cluster, as JSON: ours, so that no client of the public API overwrites it. Null: nothing. */
  resources: string | null;
  /** How nodes are made ready for runs, as JSON, likewise. Null: not at all. */
  node_setup: string | null;
  /** What a launch may say in its place, as JSON. Null: no rules were made. */
  launch_rules: string | null;
  /** The version of Nextflow for launches that name none. Null: what the cluster has. */
  nextflow_version: string | null;
  status: string;
  status_reason: string | null;
  is_primary: Flag;
  /** Only those in `use_grants`, and who made it, may use it. */
  is_use_limited: Flag;
  /** Steps of the last check as JSON. */
  check_steps: string | null;
  check_started_at: number | null;
  /** Who asked for the last check, which reaches the cluster as they do; null: who made the environment. */
  check_user_id: number | null;
  check_finished_at: number | null;
  /** Why it was checked last: `asked`, `return` of its agent, or `schedule`; null: asked. */
  check_reason: string | null;
  /** Whether it is checked on schedule. */
  is_check_scheduled: Flag;
  /** Null: not on the schedule yet, or the server has none. */
  next_check_at: number | null;
  /** Looks on schedule in a row that found it other than well. */
  check_failures: number;
  /** While it is disabled: the status that it has but for that, and its reason. Null: as its last check says. */
  standing: string | null;
  standing_reason: string | null;
  created_at: number;
  updated_at: number;
  last_used_at: number | null;
  deleted_at: number | null;
}

/** A check of an environment that has ended. The newest ones are kept; the audit trail is what lasts. */
export interface EnvironmentCheckRow {
  id: Generated<number>;
  compute_env_id: string;
  /** `asked`, `return`, `schedule`, `launch` */
  reason: string;
  /** `passed`, `warning`, `failed`, `unreached`, `stopped` */
  outcome: string;
  /** Name of the step that made it other than passed. */
  step: string | null;
  summary: string | null;
  /** When it ended. */
  at: number;
  took_ms: number;
}
