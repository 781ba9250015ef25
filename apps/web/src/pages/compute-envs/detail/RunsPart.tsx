import type { ComputeEnv, ListWorkflowsElement } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { runLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { pipelineWords } from "../../run/run-words.ts";
import { useNewestRuns } from "./use-newest-runs.ts";
import "./RunsPart.css";

/** The newest runs on an environment. */
export function RunsPart({ environment: { id, name } }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const runs = useNewestRuns(id);
  const total = runs.data?.totalSize ?? 0;
  return (
    <section className="page-part" aria-labelledby="runs-here">
      <div className="page-part-head">
        <h2 id="runs-here">Runs here</h2>
        {total === 0 ? undefined : (
          <Link to={paths.runs(scope)} search={() => ({ search: `env:${name}` })}>
            {total === 1 ? "In the list of runs" : `All ${total.toLocaleString()} in the list of runs`}
          </Link>
        )}
      </div>
      <Answer to={runs} failure="The runs on this environment could not be read." rows={2}>
        {({ workflows }) =>
          workflows.length === 0 ? <p className="sentence">Nothing was launched here yet.</p> : <Runs runs={workflows} />
        }
      </Answer>
    </section>
  );
}

function Runs({ runs }: { readonly runs: readonly ListWorkflowsElement[] }) {
  const scope = useScope();
  return (
    <ol className="marked-lines runs-here" aria-label="The newest runs here">
      {runs.map(({ workflow }) => (
        <li key={workflow.id}>
          <StateMark look={runLook(workflow.status)} isShapeOnly />
          <Link to={paths.run(scope, workflow.id)}>{workflow.runName}</Link>
          <span className="runs-here-pipeline" title={workflow.repository ?? workflow.projectName}>
            {pipelineWords(workflow)}
          </span>
          <span className="runs-here-time">
            <RelativeTime at={workflow.submit} />
          </span>
        </li>
      ))}
    </ol>
  );
}
