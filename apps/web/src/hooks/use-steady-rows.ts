import { useState } from "react";
import { mergeRows } from "./merge-rows.ts";
import type { Listed } from "./merge-rows.ts";

export interface SteadyRows<Row> {
  readonly rows: readonly Row[];
  readonly newCount: number;
  /** Shows the newer ones. */
  readonly showNew: () => void;
}

/**
 * The rows of a page, held in place while fresh answers come.
 *
 * @param place which page of which search; another one starts anew.
 */
export function useSteadyRows<Row extends Listed>(place: string, fresh: readonly Row[]): SteadyRows<Row> {
  const [held, setHeld] = useState<{ readonly place: string; readonly rows: readonly Row[] }>({ place: "", rows: [] });
  const isSamePlace = held.place === place;
  const merged = isSamePlace ? mergeRows(held.rows, fresh) : { rows: fresh, newCount: 0 };
  // Held rows follow while drawing: an effect would draw the old ones first.
  if (!isSamePlace || idsOf(merged.rows) !== idsOf(held.rows)) setHeld({ place, rows: merged.rows });
  return { rows: merged.rows, newCount: merged.newCount, showNew: () => setHeld({ place, rows: fresh }) };
}

const idsOf = (rows: readonly Listed[]): string => rows.map((row) => row.id).join(" ");
