import type { PersonalToken } from "@postern/contracts";
import { formatExactTime, momentOf } from "../../format/relative-time.ts";
import { formatTimeLeft } from "../../format/time-left.ts";
import { useNow } from "../../hooks/use-now.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { endsSoon } from "./token-expiry.ts";

/** When a token ends; one that ends soon and one that has ended are told by a shape too. */
export function TokenEnd({ token }: { readonly token: PersonalToken }) {
  const nowMs = useNow(30_000);
  const endMs = momentOf(token.expiresAt);
  return (
    <span className="token-end">
      {endMs === undefined ? <span className="quiet">never</span> : <EndMark token={token} endMs={endMs} nowMs={nowMs} />}
      <OldValue token={token} nowMs={nowMs} />
    </span>
  );
}

function EndMark({ token, endMs, nowMs }: { readonly token: PersonalToken; readonly endMs: number; readonly nowMs: number }) {
  const title = token.warning ?? formatExactTime(endMs);
  if (token.isExpired) {
    return (
      <span title={title}>
        <StateMark look={{ shape: "cross", tone: "failed", word: "expired" }} />
      </span>
    );
  }
  const left = formatTimeLeft(endMs, nowMs);
  if (!endsSoon(token, nowMs)) return <span title={title}>{left}</span>;
  return (
    <span title={title}>
      <StateMark look={{ shape: "quarter", tone: "unknown", word: `soon, ${left}` }} />
    </span>
  );
}

function OldValue({ token, nowMs }: { readonly token: PersonalToken; readonly nowMs: number }) {
  const untilMs = momentOf(token.previousWorksUntil);
  if (untilMs === undefined || untilMs <= nowMs) return undefined;
  return (
    <span className="quiet token-old" title={`The value before the rotation works until ${formatExactTime(untilMs)}`}>
      old value ends {formatTimeLeft(untilMs, nowMs)}
    </span>
  );
}
