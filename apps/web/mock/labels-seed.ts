import type { Label } from "@postern/contracts";
import { label } from "./handlers/labels.ts";

export function seedLabels(nowMs: number): Label[] {
  const at = { now: () => nowMs - 20 * 24 * 3_600_000 };
  return [
    label(at, { id: 1, name: "cost", value: "PRJ 1", isDefault: false }),
    label(at, { id: 2, name: "genomics", value: null, isDefault: true }),
    label(at, { id: 3, name: "prod", value: null, isDefault: false }),
    label(at, { id: 4, name: "teaching", value: null, isDefault: false }),
  ];
}
