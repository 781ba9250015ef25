import type { Label } from "@postern/contracts";
import { toIso } from "../../http/iso-time.ts";
import type { StoredLabel } from "./label.ts";

export function toLabel({ id, name, value, isDefault, createdAt }: StoredLabel): Label {
  const never = { isDynamic: false, isInterpolated: false };
  return { id, name, value, resource: value !== null, isDefault, ...never, dateCreated: toIso(createdAt) };
}
