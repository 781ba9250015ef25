import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { fromIsoOrNull } from "../../http/iso-time.ts";

/** When what is kept ends, as somebody says. @throws request.invalid when that is past, or no time at all. */
export function readExpiry(text: string | null | undefined, now: TimeMs): TimeMs | null {
  const at = fromIsoOrNull(text);
  if (at === null || at > now) return at;
  throw new AppError("request.invalid", "The expiry date must lie in the future.", { fields: ["credentials.expiresAt"] });
}
