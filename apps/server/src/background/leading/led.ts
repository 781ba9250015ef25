import type { Reconciler } from "../driver.ts";
import type { Leadership } from "./leadership.ts";

/** The same reconciler, for the leading server: elsewhere a step does nothing, and one that is under way is told when the lead is lost. */
export function led(reconciler: Reconciler, leadership: Pick<Leadership, "term">): Reconciler {
  const { name, intervalMs } = reconciler;
  return {
    name,
    intervalMs,
    step: async (signal) => {
      const { term } = leadership;
      if (term !== undefined) await reconciler.step(AbortSignal.any([signal, term]));
    },
  };
}
