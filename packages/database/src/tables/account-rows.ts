import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

export interface UserRow {
  id: Generated<number>;
  user_name: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  /** Argon2id in PHC form; null for an account that cannot sign in by password. */
  password_hash: string | null;
  is_administrator: Flag;
  is_disabled: Flag;
  created_at: number;
  last_access_at: number | null;
  description: string | null;
  /** Where the person works, in their own words. */
  organization: string | null;
  avatar_id: string | null;
  wants_notification: Generated<Flag>;
  /** The workspace that pages open with; null: the personal one. */
  default_workspace_id: number | null;
  updated_at: number | null;
  /** The person is gone; the row stays, because history points to it. */
  deleted_at: number | null;
  /** The person whose invitation made the account; null when those who run the server made it. */
  invited_by: number | null;
  /** The greatest fence of their agents whose rows are gone: those that come again go on from here. */
  agent_fence_floor: Generated<number>;
}

export interface AvatarRow {
  id: string;
  /** Who sent it. */
  user_id: number;
  media_type: string;
  bytes: Uint8Array;
  created_at: number;
}

export interface SessionRow {
  /** SHA-256 of the cookie value. */
  hash: string;
  user_id: number;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  user_agent: string | null;
  /** Names the session in lists; tells nothing about the cookie. */
  id: string | null;
  remote_address: string | null;
}

/** A browser in which somebody has signed in before; it stays known when the session has ended. */
export interface KnownDeviceRow {
  /** SHA-256 of a cookie that is good for nothing else. */
  hash: string;
  user_id: number;
  created_at: number;
  last_used_at: number;
}

export interface SetupLinkRow {
  hash: string;
  purpose: "first-run" | "sign-in" | "invitation" | "password-reset";
  user_id: number | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  /** The person who made it; null for links that the server or the command line made. */
  created_by: number | null;
}

export interface TokenRow {
  id: Generated<number>;
  user_id: number;
  name: string;
  /** SHA-256 of the whole token text. */
  hash: string;
  /** `user`: all that its user may do. `run`: telemetry of the run in `run_id` only. */
  scope: "user" | "run";
  run_id: string | null;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  /** Unique among the tokens of one person. */
  name_key: Generated<string>;
  /** How much of its user's rights a `user` token carries: see `TokenAccess` in packages/domain. */
  access: Generated<string>;
  /** The workspaces that the token is bound to, as a JSON list of ids; null: not bound. */
  workspace_ids: string | null;
  last_used_address: string | null;
  /** The text before the last rotation, which works until `previous_expires_at`. */
  previous_hash: string | null;
  previous_expires_at: number | null;
  /** When the text was last replaced; null: it is the first one. */
  rotated_at: number | null;
}
