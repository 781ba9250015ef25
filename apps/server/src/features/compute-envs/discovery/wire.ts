import { ClusterDiscovery } from "@postern/contracts";
import { Value } from "typebox/value";
import { cleanText } from "../../../clean-text.ts";
import { toClusterOffer } from "../resource-wire.ts";
import type { Discovery } from "./discovery.ts";

/** One line of the answer. Nothing that its schema does not name; what a program on the cluster printed is in it, and may be anything. */
export function toLine({ hostKey, needsKey, offer, proposal, steps, isFinished }: Discovery): string {
  const wire: ClusterDiscovery = {
    steps: steps.map((step) => ({ ...step, summary: cleaned(step.summary), cure: cleaned(step.cure), detail: cleaned(step.detail) })),
    hostKey: hostKey ?? null,
    needsKey,
    proposal: proposal ?? null,
    offer: offer === undefined ? null : toClusterOffer(offer),
    isFinished,
  };
  return `${JSON.stringify(Value.Clean(ClusterDiscovery, structuredClone(wire)))}\n`;
}

const cleaned = (said: string | null): string | null => (said === null ? null : cleanText(said));
