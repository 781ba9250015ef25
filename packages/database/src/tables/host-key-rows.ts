/**
 * A key by which a host is known in one place: in a workspace, or with the person `user_id`. One of each algorithm: a host has no two.
 * Not of one environment: whoever reaches a host from that place means the same host.
 */
export interface PinnedHostKeyRow {
  /** Who confirmed it, or for whom the server signed in first. */
  user_id: number;
  workspace_id: number | null;
  /** As it was typed, in small letters. */
  host: string;
  port: number;
  algorithm: string;
  /** In base64, as `known_hosts` has it. */
  public_key: string;
  trust: "first_use" | "confirmed" | "known_hosts" | "replaced";
  pinned_at: number;
}

/** The key that a host showed last and that was not taken there: nothing was pinned, or another one. */
export interface OfferedHostKeyRow {
  /** For whom the server would have signed in. */
  user_id: number;
  workspace_id: number | null;
  host: string;
  port: number;
  algorithm: string;
  public_key: string;
  offered_at: number;
}
