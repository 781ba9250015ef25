/** A credential of a container registry that every launch on an environment brings along. Rows go with their environment. */
export interface RegistryCredentialRow {
  compute_env_id: string;
  /** From 0, as they were chosen. */
  position: number;
  /** At the same place as the environment. */
  credential_id: string;
}

/** A run whose folder of registry credentials may lie on its cluster: from before it is written until it is known to be gone. */
export interface RegistryFileRow {
  run_id: string;
  /** Absolute, on the cluster. */
  folder: string;
  written_at: number;
}
