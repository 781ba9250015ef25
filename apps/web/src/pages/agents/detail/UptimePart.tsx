import { SegmentedControl } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { formatDuration } from "../../../format/duration.ts";
import { formatExactTime, momentOf } from "../../../format/relative-time.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useNow } from "../../../hooks/use-now.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { firstArrival, shareUp, timeIn, uptimeOf } from "./uptime.ts";
import type { Stretch } from "./uptime.ts";

const hour = 3_600_000;
const spans = [
  { value: "24h", label: "24 hours", lengthMs: 24 * hour, began: "24 hours ago" },
  { value: "7d", label: "7 days", lengthMs: 7 * 24 * hour, began: "7 days ago" },
] as const;

/** So many events as one answer may have. What is older is not known here. */
const maxEvents = 100;

/** When it was connected, when away, and of which time nothing is known: as a strip. */
export function UptimePart({ agent }: { readonly agent: Agent }) {
  const { address, change } = useAddress();
  const span = spans.find(({ value }) => value === address["span"]) ?? spans[0];
  // What was heard since this part was last drawn is no future.
  const nowMs = Math.max(useNow(30_000), momentOf(agent.lastSeenAt) ?? 0);
  const answer = useQuery(queries.agentEvents(useScope(), agent.id, { max: maxEvents }));
  if (answer.data === undefined) return undefined;
  const { events } = answer.data;
  const spanMs = nowMs - span.lengthMs;
  const firstMs = firstArrival(events) ?? spanMs;
  const isNew = firstMs > spanMs;
  const fromMs = Math.min(Math.max(spanMs, firstMs), nowMs - 1);
  const stretches = uptimeOf({ agent, events, fromMs, nowMs });
  return (
    <section aria-labelledby="uptime-heading">
      <div className="uptime-head">
        <h2 id="uptime-heading">{shareWords(stretches)}</h2>
        <SegmentedControl
          size="xs"
          aria-label="Time shown"
          data={spans.map(({ value, label }) => ({ value, label }))}
          value={span.value}
          onChange={(value) => change({ span: value === "24h" ? "" : value })}
        />
      </div>
      <div
        className="uptime-strip"
        role="img"
        aria-label={`${isNew ? "Since it first came" : `The last ${span.label}`}: ${totalWords(stretches)}`}
      >
        {stretches.map((stretch) => (
          <span
            key={stretch.fromMs}
            data-state={stretch.state}
            title={titleOf(stretch)}
            style={{ width: `${String((100 * (stretch.untilMs - stretch.fromMs)) / (nowMs - fromMs))}%` }}
          />
        ))}
      </div>
      <div className="uptime-scale">
        <span>{isNew ? `first came ${formatDuration(nowMs - fromMs)} ago` : span.began}</span>
        <span>now</span>
      </div>
      {/* A screen reader has the same from the strip itself. */}
      <ul className="uptime-legend" aria-hidden>
        {statesOf(stretches).map((state) => (
          <li key={state}>
            <i data-state={state} />
            {totalOf(state, stretches)}
          </li>
        ))}
      </ul>
    </section>
  );
}

const statesOf = (stretches: readonly Stretch[]): readonly Stretch["state"][] =>
  (["up", "down", "unknown"] as const).filter((state) => timeIn(state, stretches) > 0);

const stateWords = { up: "connected", down: "away", unknown: "not known" } as const;

/** Of the time that is known. */
function shareWords(stretches: readonly Stretch[]): string {
  const share = shareUp(stretches);
  if (share === undefined) return "Not known whether it was connected";
  const known = timeIn("unknown", stretches) > 0 ? " of the time that is known" : "";
  if (share === 1) return `Connected all${known === "" ? " the time" : known}`;
  if (share === 0) return `Away all${known === "" ? " the time" : known}`;
  // Never rounded up to a whole that it was not.
  return `Connected ${String(Math.floor(share * 1000) / 10)} %${known}`;
}

function totalWords(stretches: readonly Stretch[]): string {
  const times = stretches.filter(({ state }) => state === "down").length;
  const parts = statesOf(stretches).map((state) => totalOf(state, stretches));
  return `${parts.join(", ")}${times > 1 ? `. It was away ${String(times)} times` : ""}`;
}

const totalOf = (state: Stretch["state"], stretches: readonly Stretch[]): string =>
  `${stateWords[state]} ${formatDuration(timeIn(state, stretches))}`;

function titleOf({ state, fromMs, untilMs }: Stretch): string {
  const words = stateWords[state];
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)} for ${formatDuration(untilMs - fromMs)}, since ${formatExactTime(fromMs)}`;
}
