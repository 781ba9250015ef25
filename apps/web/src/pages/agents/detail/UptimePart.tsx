import { SegmentedControl } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { formatDuration } from "../../../format/duration.ts";
import { formatExactTime } from "../../../format/relative-time.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useNow } from "../../../hooks/use-now.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { shareUp, uptimeOf } from "./uptime.ts";
import type { Stretch } from "./uptime.ts";

const hour = 3_600_000;
const spans = [
  { value: "24h", label: "24 hours", lengthMs: 24 * hour, began: "24 hours ago" },
  { value: "7d", label: "7 days", lengthMs: 7 * 24 * hour, began: "7 days ago" },
] as const;

/** So many events as one answer may have. What is older than those is shown as unknown. */
const maxEvents = 100;

/** When it was connected, as a strip. */
export function UptimePart({ agent }: { readonly agent: Agent }) {
  const { address, change } = useAddress();
  const span = spans.find(({ value }) => value === address["span"]) ?? spans[0];
  const nowMs = useNow(30_000);
  const answer = useQuery(queries.agentEvents(useScope(), agent.id, { max: maxEvents }));
  if (answer.data === undefined) return undefined;
  const stretches = uptimeOf({ agent, events: answer.data.events, fromMs: nowMs - span.lengthMs, nowMs });
  const words = shareWords(stretches);
  return (
    <section aria-labelledby="uptime-heading">
      <div className="uptime-head">
        <h2 id="uptime-heading">{words}</h2>
        <SegmentedControl
          size="xs"
          aria-label="Time shown"
          data={spans.map(({ value, label }) => ({ value, label }))}
          value={span.value}
          onChange={(value) => change({ span: value === "24h" ? "" : value })}
        />
      </div>
      <div className="uptime-strip" role="img" aria-label={`${words} in the last ${span.label}`}>
        {stretches.map((stretch) => (
          <span
            key={stretch.fromMs}
            data-state={stretch.state}
            title={titleOf(stretch)}
            style={{ width: `${String((100 * (stretch.untilMs - stretch.fromMs)) / span.lengthMs)}%` }}
          />
        ))}
      </div>
      <div className="uptime-legend">
        <span>{span.began}</span>
        <span>now</span>
      </div>
    </section>
  );
}

function shareWords(stretches: readonly Stretch[]): string {
  const share = shareUp(stretches);
  if (share === undefined) return "Nothing is on record";
  const downMs = stretches.filter(({ state }) => state === "down").reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
  const known = stretches.some(({ state }) => state === "unknown") ? " that is on record" : "";
  if (downMs === 0) return `Connected all the time${known}`;
  if (share === 0) return `Away all the time${known}`;
  // Never rounded up to a whole that it was not.
  return `Connected ${String(Math.floor(share * 1000) / 10)} %, away for ${formatDuration(downMs)}`;
}

const stateWords = { up: "Connected", down: "Away", unknown: "Not on record" } as const;

function titleOf({ state, fromMs, untilMs }: Stretch): string {
  return `${stateWords[state]} for ${formatDuration(untilMs - fromMs)}, since ${formatExactTime(fromMs)}`;
}
