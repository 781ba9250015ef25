import type { ListWorkflowsElement } from "@postern/contracts";
import { useState } from "react";
import { mergeRuns } from "./merge-runs.ts";

export interface SteadyRuns {
  readonly rows: readonly ListWorkflowsElement[];
  readonly newCount: number;
  /** Shows the newer ones. */
  readonly showNew: () => void;
}

type Row = ListWorkflowsElement & { readonly id: string };

/**
 * The rows of a page, held in place while fresh answers come.
 *
 * @param place which page of which search; another one starts anew.
 */
export function useSteadyRuns(place: string, fresh: readonly ListWorkflowsElement[]): SteadyRuns {
  const [held, setHeld] = useState<{ readonly place: string; readonly rows: readonly Row[] }>({ place: "", rows: [] });
  const freshRows = fresh.map((element) => ({ ...element, id: element.workflow.id }));
  const isSamePlace = held.place === place;
  const merged = isSamePlace ? mergeRuns(held.rows, freshRows) : { rows: freshRows, newCount: 0 };
  // Held rows follow while drawing: an effect would draw the old ones first.
  if (!isSamePlace || idsOf(merged.rows) !== idsOf(held.rows)) setHeld({ place, rows: merged.rows });
  return { rows: merged.rows, newCount: merged.newCount, showNew: () => setHeld({ place, rows: freshRows }) };
}

const idsOf = (rows: readonly Row[]): string => rows.map((row) => row.id).join(" ");
