import { formatElapsed } from "../format/duration.ts";
import { formatExactTime, momentOf } from "../format/relative-time.ts";
import { useNow } from "../hooks/use-now.ts";

/** How long ago to the second, counting; for what is to be heard of every few seconds. */
export function ElapsedTime({ at }: { readonly at: string }) {
  const atMs = momentOf(at);
  const nowMs = useNow(1000);
  if (atMs === undefined) return <span>–</span>;
  return (
    <time className="elapsed-time" dateTime={at} title={formatExactTime(atMs)}>
      {formatElapsed(Math.max(0, nowMs - atMs))} ago
    </time>
  );
}
