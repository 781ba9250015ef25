/**
 * One step of the schema. Numbers run from 1 without gaps, and are the same for both engines.
 * A landed migration is never edited: data folders hold its result.
 */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Statements separated by semicolons; run in one transaction. */
  readonly sql: string;
}
