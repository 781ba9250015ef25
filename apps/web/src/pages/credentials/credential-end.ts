const day = 86_400_000;

/** How near the end of a credential is. Soon: within a fortnight. */
export function endOf(expiresAt: string | null, nowMs: number): "never" | "later" | "soon" | "ended" {
  if (expiresAt === null) return "never";
  const left = Date.parse(expiresAt) - nowMs;
  if (left <= 0) return "ended";
  return left <= 14 * day ? "soon" : "later";
}
