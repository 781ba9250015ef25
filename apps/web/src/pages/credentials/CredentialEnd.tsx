import { formatExactTime } from "../../format/relative-time.ts";
import { formatTimeLeft } from "../../format/time-left.ts";
import { useNow } from "../../hooks/use-now.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { endOf } from "./credential-end.ts";

/** When a credential ends; one that ends soon and one that has ended are told by a shape too. */
export function CredentialEnd({ expiresAt }: { readonly expiresAt: string | null }) {
  const nowMs = useNow(30_000);
  const end = endOf(expiresAt, nowMs);
  if (expiresAt === null || end === "never") return <span className="quiet">–</span>;
  const endMs = Date.parse(expiresAt);
  const words = end === "ended" ? formatExactDay(endMs) : formatTimeLeft(endMs, nowMs);
  if (end === "later") return <span title={formatExactTime(endMs)}>{words}</span>;
  return (
    <span title={formatExactTime(endMs)}>
      <StateMark
        look={
          end === "ended" ? { shape: "cross", tone: "failed", word: `ended ${words}` } : { shape: "quarter", tone: "unknown", word: words }
        }
      />
    </span>
  );
}

const formatExactDay = (atMs: number): string => new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(atMs);
