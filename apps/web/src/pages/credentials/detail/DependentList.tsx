import type { CredentialDependentsResponse } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { environmentLook, runLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import "./DependentList.css";

/** The environments and unfinished runs that need a credential, each with its state. */
export function DependentList({ environments, runs }: CredentialDependentsResponse) {
  const scope = useScope();
  return (
    <ul className="dependents" aria-label="What needs it">
      {environments.map(({ id, name, status }) => (
        <li key={id}>
          <StateMark look={environmentLook(status)} isShapeOnly />
          <Link to={paths.computeEnv(scope, id)}>{name}</Link>
          <span className="quiet">compute environment</span>
        </li>
      ))}
      {runs.map(({ id, name, status }) => (
        <li key={id}>
          <StateMark look={runLook(status)} isShapeOnly />
          <Link to={paths.run(scope, id)}>{name}</Link>
          <span className="quiet">run</span>
        </li>
      ))}
    </ul>
  );
}
