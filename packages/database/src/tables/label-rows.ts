import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

/** A word, or a name with a value, that people put on things of one place. */
export interface LabelRow {
  id: Generated<number>;
  user_id: number;
  workspace_id: number | null;
  name: string;
  /** Two names are one when their keys are equal. */
  name_key: string;
  /** Empty for a label that is a word alone. */
  value: string;
  /** 1: a name with a value, in the public API a resource label. */
  is_resource: Flag;
  /** 1: new environments of the place get it when their maker names none. */
  is_default: Flag;
  created_at: number;
  updated_at: number;
}

/** Rows go with the label, or with the environment's place. A deleted environment keeps its own: history shows them. */
export interface ComputeEnvLabelRow {
  compute_env_id: string;
  label_id: number;
}
