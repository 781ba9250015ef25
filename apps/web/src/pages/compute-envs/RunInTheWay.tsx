import { Link } from "@tanstack/react-router";
import type { ConflictAnswer } from "../../api/conflicts.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";

/** An unfinished run that keeps an environment from a change: where it can be looked at and cancelled. */
export function RunInTheWay({ run: { id, name } }: { readonly run: ConflictAnswer }) {
  const scope = useScope();
  return (
    <Link className="in-text" to={paths.run(scope, id)}>
      {name}
    </Link>
  );
}
