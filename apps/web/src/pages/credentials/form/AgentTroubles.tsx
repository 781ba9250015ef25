import { CopyButton } from "../../../ui/CopyButton.tsx";
import { useNow } from "../../../hooks/use-now.ts";
import { useClock } from "../../../hooks/use-clock.ts";
import { useSession } from "../../../hooks/use-scope.ts";
import { useState } from "react";
import type { AgentStart } from "./agent-start.ts";
import { troublesOf } from "./agent-troubles.ts";

/** So long a download and a free node may take; afterwards something is likely wrong. */
const patienceMs = 60_000;

export interface AgentTroublesProps {
  readonly start: AgentStart;
  readonly connectionId: string;
  readonly workDir: string;
}

/** Why no agent comes, and what to do. Opens by itself after a minute. */
export function AgentTroubles({ start, connectionId, workDir }: AgentTroublesProps) {
  const { publicUrl } = useSession();
  const clock = useClock();
  const [sinceMs] = useState(() => clock.now());
  const isLate = useNow(1000) - sinceMs >= patienceMs;
  return (
    // Opened once; whoever closes it is not contradicted.
    <details className="more-fields" key={String(isLate)} open={isLate}>
      <summary>{isLate ? "It should be here by now. The usual causes, in this order" : "It does not come?"}</summary>
      <ol className="troubles">
        {troublesOf({ ...start, publicUrl, connectionId, workDir }).map(({ cause, cure, command }) => (
          <li key={cause}>
            <strong>{cause}</strong> {cure}
            <span className="trouble-command">
              <code tabIndex={0}>{command}</code>
              <CopyButton text={command} what={`the command: ${cause}`} />
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
