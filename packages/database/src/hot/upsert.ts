import type { Engine } from "../engine.ts";

/** An INSERT … ON CONFLICT … DO UPDATE whose shape is known before the first row comes. */
export interface HotUpsert {
  readonly table: string;
  readonly columns: readonly string[];
  readonly conflictColumns: readonly string[];
  /** A row is replaced only where this holds; `excluded` is the new row. */
  readonly updateWhere: string;
}

/** The statement for `rowCount` rows, with the placeholders of the engine. */
export function renderUpsert(statement: HotUpsert, engine: Engine, rowCount: number): string {
  const { table, columns, conflictColumns, updateWhere } = statement;
  const updates = columns.filter((column) => !conflictColumns.includes(column)).map((column) => `${column} = excluded.${column}`);
  return [
    `INSERT INTO ${table} (${columns.join(", ")})`,
    `VALUES ${renderRows(columns.length, engine, rowCount)}`,
    `ON CONFLICT (${conflictColumns.join(", ")}) DO UPDATE SET ${updates.join(", ")}`,
    `WHERE ${updateWhere}`,
  ].join(" ");
}

function renderRows(columnCount: number, engine: Engine, rowCount: number): string {
  const placeholder = (index: number): string => (engine === "sqlite" ? "?" : `$${String(index + 1)}`);
  return Array.from({ length: rowCount }, (_, row) => {
    const values = Array.from({ length: columnCount }, (__, column) => placeholder(row * columnCount + column));
    return `(${values.join(", ")})`;
  }).join(", ");
}
