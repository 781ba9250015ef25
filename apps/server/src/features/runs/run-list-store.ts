import type { Query, RunRow, Tables } from "@postern/database";
import { sql } from "kysely";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { rowsOf } from "../../home.ts";
import type { Home } from "../../home.ts";
import { likeContaining } from "../../like-pattern.ts";
import { parseSearch } from "./search.ts";
import type { SearchTerm } from "./search.ts";

export interface RunListRequest {
  readonly home: Home;
  readonly search: string;
  readonly max: number;
  readonly offset: number;
}

export interface RunPage {
  readonly rows: readonly RunRow[];
  readonly total: number;
}

type Columns = ExpressionBuilder<Tables, "runs">;

const searchedColumns = ["run_name", "project_name", "id", "user_name", "session_id"] as const;

/** Keywords that name one column; the value must be its whole content. */
const columnOfKeyword = {
  status: "status",
  id: "id",
  workflowid: "id",
  runname: "run_name",
  username: "user_name",
  user: "user_name",
  projectname: "project_name",
  project: "project_name",
  sessionid: "session_id",
} as const satisfies Record<string, keyof RunRow>;

const keywords = [...Object.keys(columnOfKeyword), "env", "after", "before"];

/** Newest first. */
export async function listRunRows(query: Query, request: RunListRequest): Promise<RunPage> {
  const terms = parseSearch(request.search, keywords);
  const found = query
    .selectFrom("runs")
    .where(rowsOf(request.home))
    .where("deleted_at", "is", null)
    .where((columns) => columns.and(terms.map((term) => conditionOf(columns, term))));
  const rows = await found
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(request.max)
    .offset(request.offset)
    .execute();
  const { total } = await found.select((columns) => columns.fn.countAll().as("total")).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

/** The user names of people, by id. */
export async function listOwnerNames(query: Query, userIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (userIds.length === 0) return new Map();
  const ids = [...new Set(userIds)];
  const rows = await query.selectFrom("users").select(["id", "user_name"]).where("id", "in", ids).execute();
  return new Map(rows.map((row) => [row.id, row.user_name]));
}

function conditionOf(columns: Columns, term: SearchTerm): Expression<SqlBool> {
  switch (term.kind) {
    case "word":
      return columns.or([...searchedColumns.map((column) => contains(column, term.text)), ownedBy(contains("user_name", term.text))]);
    case "exact":
      return columns.or([...searchedColumns.map((column) => equals(column, term.text)), ownedBy(equals("user_name", term.text))]);
    case "filter":
      return filterOf(columns, term.keyword, term.value);
  }
}

function filterOf(columns: Columns, keyword: string, value: string): Expression<SqlBool> {
  if (keyword === "user" || keyword === "username") {
    return columns.or([equals("user_name", value), ownedBy(equals("user_name", value))]);
  }
  if (keyword === "env") return ranOn(value);
  if (keyword !== "after" && keyword !== "before") return equals(columnOfKeyword[keyword as keyof typeof columnOfKeyword], value);
  const time = Date.parse(value);
  // A date that is none cannot be met.
  if (Number.isNaN(time)) return sql<SqlBool>`1 = 0`;
  return columns("created_at", keyword === "after" ? ">=" : "<", time);
}

/** Whose launcher is so called here: behind a shared agent all runs have one account on the cluster. */
function ownedBy(isCalled: Expression<SqlBool>): Expression<SqlBool> {
  return sql<SqlBool>`user_id IN (SELECT id FROM users WHERE ${isCalled})`;
}

/** Where a compute environment is so called, or has this id; one that was deleted since too. */
function ranOn(nameOrId: string): Expression<SqlBool> {
  return sql<SqlBool>`compute_env_id IN (SELECT id FROM compute_envs WHERE lower(name) = ${nameOrId} OR lower(id) = ${nameOrId})`;
}

function contains(column: keyof RunRow, text: string): Expression<SqlBool> {
  return sql<SqlBool>`lower(${sql.ref(column)}) LIKE ${likeContaining(text)} ESCAPE '!'`;
}

function equals(column: keyof RunRow, text: string): Expression<SqlBool> {
  return sql<SqlBool>`lower(${sql.ref(column)}) = ${text}`;
}
