import type { Agent } from "@postern/contracts";
import { useSession } from "../../../hooks/use-scope.ts";
import { checkLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { checksOf } from "./agent-checks.ts";

/** Step 3 of the form: what is known of the agent that has arrived. */
export function AgentChecks({ agent, workDir }: { readonly agent: Agent; readonly workDir: string }) {
  const { serverVersion } = useSession();
  return (
    <div className="arrival">
      <span className="usage-step">3</span>
      <ul className="arrival-checks" aria-label="Checks of the agent">
        {checksOf({ agent, workDir, serverVersion }).map(({ name, status, summary, cure }) => (
          <li key={name}>
            <StateMark look={checkLook(status)} isShapeOnly />
            <strong>{name}</strong>
            <span className={status === "waiting" ? "quiet" : undefined}>
              {summary}
              {cure === undefined ? "" : ` ${cure}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
