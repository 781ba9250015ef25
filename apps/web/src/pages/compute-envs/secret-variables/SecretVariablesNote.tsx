import type { ComputeEnv } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";

/** Which secret variables stand beside the open ones, and where they are changed: each change of theirs is one of its own. */
export function SecretVariablesNote({ environment: { id } }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const { data } = useQuery(queries.secretVariables(scope, id));
  const names = (data?.variables ?? []).map(({ name }) => name);
  return (
    <p className="sentence">
      Keys and passwords are for secret variables{names.length === 0 ? "" : ` (${names.join(", ")})`}, which are changed on{" "}
      <Link className="in-text" to={paths.computeEnv(scope, id)} hash="secret-variables">
        the page of the environment
      </Link>
      .
    </p>
  );
}
