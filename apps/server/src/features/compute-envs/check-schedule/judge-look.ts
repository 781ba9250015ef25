import { isOfTrial } from "../check/check-step.ts";
import type { CheckStep } from "../check/check-step.ts";

/**
 * What a look that nobody asked for says. `unreached`: the cluster was not reached or did not answer, which says nothing against the environment.
 * `kept`: the login node is well, and what an earlier trial job found is in the way still.
 */
export type LookVerdict =
  | { readonly kind: "well" }
  | { readonly kind: "failed"; readonly step: CheckStep }
  | { readonly kind: "unreached"; readonly step: CheckStep }
  | { readonly kind: "kept"; readonly step: CheckStep };

export function judgeLook(steps: readonly CheckStep[]): LookVerdict {
  const failed = steps.filter(({ status }) => status === "failed");
  const own = failed.filter(({ key }) => !isOfTrial(key));
  const certain = own.find(({ isPassing }) => isPassing !== true);
  if (certain !== undefined) return { kind: "failed", step: certain };
  const [passing] = own;
  if (passing !== undefined) return { kind: "unreached", step: passing };
  const [kept] = failed;
  return kept === undefined ? { kind: "well" } : { kind: "kept", step: kept };
}
