import type { ListWorkflowsElement } from "@postern/contracts";
import { useSteadyRows } from "../../hooks/use-steady-rows.ts";
import type { SteadyRows } from "../../hooks/use-steady-rows.ts";

/** The runs of a page, held in place while fresh answers come. */
export function useSteadyRuns(place: string, fresh: readonly ListWorkflowsElement[]): SteadyRows<ListWorkflowsElement> {
  return useSteadyRows(
    place,
    fresh.map((element) => ({ ...element, id: element.workflow.id })),
  );
}
