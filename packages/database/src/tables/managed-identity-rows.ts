/** A cluster of an organization on which each person acts with a key of their own. A deleted one stays: environments that are gone name it. */
export interface ManagedIdentityRow {
  id: string;
  organization_id: number;
  name: string;
  /** The name as it is compared. One of each in an organization, as long as it is there. */
  name_key: string;
  platform: string;
  /** The login node, in small letters. */
  host: string;
  port: number;
  /** The hosts that are passed on the way, as JSON, in their order; each person signs in there as on the login node. */
  jump_hosts: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** The SSH key with which one person acts on the cluster of a managed identity. */
export interface ManagedKeyRow {
  id: string;
  managed_identity_id: string;
  user_id: number;
  /** Who the person is on the cluster; for showing and finding, because what is used comes out of the envelope. */
  account: string;
  /** What is shown of the key, as JSON: its public half, fingerprint, and what its certificate says. */
  public_keys: string;
  envelope_id: string;
  /** One more with each key in the place of another. */
  revision: number;
  created_at: number;
  updated_at: number;
  last_used_at: number | null;
  deleted_at: number | null;
}
