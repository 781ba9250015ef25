import type { ServedThing } from "@postern/contracts";
import { ServedLink } from "../ServedLinks.tsx";

export interface AgentServesProps {
  readonly serves: readonly ServedThing[];
  readonly isUnclaimed: boolean;
}

/** What needs it. */
export function AgentServes({ serves, isUnclaimed }: AgentServesProps) {
  return (
    <section className="page-part" aria-labelledby="serves-heading">
      <h2 id="serves-heading">Serves</h2>
      {serves.length > 0 ? (
        <ServedList serves={serves} />
      ) : (
        <p className="sentence">{isUnclaimed ? "Nothing: it waits for a credential." : "Nothing that you may see."}</p>
      )}
    </section>
  );
}

export function ServedList({ serves }: Pick<AgentServesProps, "serves">) {
  return (
    <ul className="served-list">
      {serves.map((thing) => (
        <li key={`${thing.kind} ${thing.id}`}>
          <ServedLink thing={thing} />
          <span className="quiet">
            {thing.kind === "credential" ? "credential" : "compute environment"}
            {thing.workspaceName === null ? "" : ` in ${thing.workspaceName}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
