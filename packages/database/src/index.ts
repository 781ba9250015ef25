/**
 * Storage: tables, migrations in lockstep for SQLite and PostgreSQL, transactions.
 * Knows rows and engines. What the rows mean is decided by the features that own them.
 */
export type { Database, HotValue, Query, Transaction } from "./database.ts";
export type { Engine } from "./engine.ts";
export type { HotUpsert } from "./hot/upsert.ts";
export { holdAlone } from "./hold-alone.ts";
export { keptPlan } from "./kept-plan.ts";
export { keptStatement } from "./kept-statement.ts";
export { openDatabase } from "./open-database.ts";
export { isUniqueViolation, toStorageError } from "./storage-error.ts";
export type { Tables } from "./tables.ts";
export type * from "./tables/account-rows.ts";
export type * from "./tables/audit-rows.ts";
export type * from "./tables/cluster-rows.ts";
export type * from "./tables/flag.ts";
export type * from "./tables/host-key-rows.ts";
export type * from "./tables/jump-host-rows.ts";
export type * from "./tables/managed-identity-rows.ts";
export type * from "./tables/registry-rows.ts";
export type * from "./tables/secret-variable-rows.ts";
export type * from "./tables/key-rows.ts";
export type * from "./tables/label-rows.ts";
export type * from "./tables/organization-rows.ts";
export type * from "./tables/run-rows.ts";
export { postgresMigrations } from "./migrations/postgres/index.ts";
export { sqliteMigrations } from "./migrations/sqlite/index.ts";
