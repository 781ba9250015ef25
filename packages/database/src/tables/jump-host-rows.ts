/** A host that is passed on the way to the cluster of an environment that is reached by SSH. Rows go with their environment. */
export interface JumpHostRow {
  compute_env_id: string;
  /** From 0, in the order in which the hosts are passed. */
  position: number;
  /** As the host before it on the way knows it, in small letters. */
  host: string;
  port: number;
  /** The account there. */
  user_name: string;
  /** The SSH key for that account, at the same place as the environment. */
  credential_id: string;
}
