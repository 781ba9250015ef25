import { formatExactTime, formatRelativeTime, momentOf } from "../format/relative-time.ts";
import { useNow } from "../hooks/use-now.ts";

/** How long ago, kept true; the exact moment in the reader's zone on hover. */
export function RelativeTime({ at, otherwise = "–" }: { readonly at: string | null | undefined; readonly otherwise?: string }) {
  const atMs = momentOf(at);
  const nowMs = useNow(5000);
  if (atMs === undefined) return <span>{otherwise}</span>;
  return (
    <time dateTime={at ?? undefined} title={formatExactTime(atMs)}>
      {formatRelativeTime(atMs, nowMs)}
    </time>
  );
}
