/** The environment variables of a compute environment whose values are sealed, all in one envelope. Goes empty with its environment. */
export interface SecretVariableRow {
  compute_env_id: string;
  envelope_id: string;
  /** JSON: name, head and compute of each, to be shown; what acts takes them from the envelope. */
  variables: string;
}
