import type { Query, TaskRow, Tables } from "@postern/database";
import type { RunId } from "@postern/domain";
import { sql } from "kysely";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { likeContaining } from "../../like-pattern.ts";
import { parseSearch } from "./search.ts";
import type { SearchTerm } from "./search.ts";

export interface TaskListRequest {
  readonly search: string;
  /** A member of a task; unknown ones mean its number. */
  readonly sortBy: string;
  readonly sortDir: "asc" | "desc";
  readonly max: number;
  readonly offset: number;
}

export interface TaskPage {
  readonly rows: readonly TaskRow[];
  readonly total: number;
}

type Columns = ExpressionBuilder<Tables, "tasks">;

const searchedColumns = ["name", "process", "tag", "hash", "native_id"] as const;

const columnOfKeyword = {
  status: "status",
  process: "process",
  tag: "tag",
  hash: "hash",
} as const satisfies Record<string, keyof TaskRow>;

/** What tasks may be sorted by: each has a column. */
const columnOfMember = {
  taskId: "task_id",
  id: "task_id",
  status: "status",
  hash: "hash",
  name: "name",
  process: "process",
  tag: "tag",
  executor: "executor",
  nativeId: "native_id",
  exit: "exit_code",
  exitStatus: "exit_code",
  attempt: "attempt",
  submit: "submit_at",
  start: "start_at",
  complete: "complete_at",
  duration: "duration_ms",
  realtime: "realtime_ms",
  cpus: "cpus",
  memory: "memory_bytes",
  pcpu: "pcpu",
  peakRss: "peak_rss_bytes",
  rchar: "rchar_bytes",
  wchar: "wchar_bytes",
  volCtxt: "vol_ctxt",
  invCtxt: "inv_ctxt",
} as const satisfies Record<string, keyof TaskRow>;

/** Tasks without the value that is sorted by come last, whichever way. */
export async function listTaskRows(query: Query, runId: RunId, request: TaskListRequest): Promise<TaskPage> {
  const terms = parseSearch(request.search, Object.keys(columnOfKeyword));
  const found = query
    .selectFrom("tasks")
    .where("run_id", "=", runId)
    .where((columns) => columns.and(terms.map((term) => conditionOf(columns, term))));
  const column = sortColumn(request.sortBy);
  const rows = await found
    .selectAll()
    .orderBy(sql`${sql.ref(column)} IS NULL`)
    .orderBy(column, request.sortDir)
    .orderBy("task_id")
    .limit(request.max)
    .offset(request.offset)
    .execute();
  const { total } = await found.select((columns) => columns.fn.countAll().as("total")).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

export function findTaskRow(query: Query, runId: RunId, taskId: number): Promise<TaskRow | undefined> {
  return query.selectFrom("tasks").selectAll().where("run_id", "=", runId).where("task_id", "=", taskId).executeTakeFirst();
}

function sortColumn(sortBy: string): keyof TaskRow {
  return Object.hasOwn(columnOfMember, sortBy) ? columnOfMember[sortBy as keyof typeof columnOfMember] : "task_id";
}

function conditionOf(columns: Columns, term: SearchTerm): Expression<SqlBool> {
  switch (term.kind) {
    case "word":
      return columns.or(
        searchedColumns.map((column) => sql<SqlBool>`lower(${sql.ref(column)}) LIKE ${likeContaining(term.text)} ESCAPE '!'`),
      );
    case "exact":
      return columns.or(searchedColumns.map((column) => equals(column, term.text)));
    case "filter":
      return equals(columnOfKeyword[term.keyword as keyof typeof columnOfKeyword], term.value);
  }
}

function equals(column: keyof TaskRow, text: string): Expression<SqlBool> {
  return sql<SqlBool>`lower(${sql.ref(column)}) = ${text}`;
}
