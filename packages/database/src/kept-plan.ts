import { sql } from "kysely";
import type { RawBuilder } from "kysely";

/** How a connection to PostgreSQL knows them. */
export const keptPlanMark = "/* kept plan */";

/**
 * Stands in a statement that is sent so often that PostgreSQL would take longer to understand it than to do it: each connection has it
 * understood once, and keeps the plan. On SQLite, where every statement is kept, it is a comment.
 *
 * For statements of few forms only, as each form is kept for as long as the connection. INVARIANT: such a statement names its columns. With a
 * `*` it would fail from the moment when a newer server that shares the database adds one.
 */
export const keptPlan: RawBuilder<unknown> = sql.raw(keptPlanMark);
