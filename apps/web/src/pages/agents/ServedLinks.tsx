import type { ServedThing } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useWhereabouts } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { scopeOfWorkspace } from "../../places/scope-of-workspace.ts";

export interface ServedLinksProps {
  readonly serves: readonly ServedThing[];
  /** The rest is counted. */
  readonly max: number;
}

/** What an agent opens, in one line. */
export function ServedLinks({ serves, max }: ServedLinksProps) {
  const rest = serves.slice(max);
  if (serves.length === 0) return <span className="quiet">nothing yet</span>;
  return (
    <>
      {serves.slice(0, max).map((thing, place) => (
        <span key={`${thing.kind} ${thing.id}`}>
          {place === 0 ? "" : ", "}
          <ServedLink thing={thing} />
        </span>
      ))}
      {rest.length === 0 ? undefined : (
        <span className="quiet" title={rest.map(({ name }) => name).join(", ")}>
          {" "}
          and {rest.length} more
        </span>
      )}
    </>
  );
}

/** A link, where the reader may go there. */
export function ServedLink({ thing }: { readonly thing: ServedThing }) {
  const scope = scopeOfWorkspace(useWhereabouts().places, thing.workspaceId);
  if (scope === undefined) return <>{thing.name}</>;
  const to = thing.kind === "credential" ? paths.credential(scope, thing.id) : paths.computeEnv(scope, thing.id);
  return <Link to={to}>{thing.name}</Link>;
}
