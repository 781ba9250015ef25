/**
 * Fakes, fixtures and suites for tests. Never a runtime dependency.
 */
export { ManualClock } from "./clock/manual-clock.ts";
export { startPostgres } from "./postgres/start-postgres.ts";
export type { TestPostgres } from "./postgres/start-postgres.ts";
export { describeWithDatabases } from "./postgres/describe-with-databases.ts";
