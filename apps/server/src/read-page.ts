import type { SelectQueryBuilder } from "kysely";

/** Part of a list. Without `max`, all that comes from `offset` on. */
export interface Page {
  readonly max?: number;
  readonly offset?: number;
}

export interface PageOf<Row> {
  readonly rows: readonly Row[];
  /** Of the whole list. */
  readonly total: number;
}

/** The selection must have an order, or two pages may show one row twice. */
export async function readPage<Tables, Table extends keyof Tables, Row extends object>(
  selection: SelectQueryBuilder<Tables, Table, Row>,
  { max = Number.MAX_SAFE_INTEGER, offset = 0 }: Page,
): Promise<PageOf<Row>> {
  const rows: readonly object[] = await selection.limit(max).offset(offset).execute();
  const counted = selection.clearSelect().clearOrderBy();
  const { total } = await counted
    .select(({ fn }) => fn.countAll().as("total"))
    .$castTo<{ total: number }>()
    .executeTakeFirstOrThrow();
  return { rows: rows as readonly Row[], total };
}
