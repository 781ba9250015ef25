import type { ComputeEnvListEntry } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { MonoText } from "../../../ui/MonoText.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { environmentLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { EnvironmentLabels } from "../EnvironmentLabels.tsx";
import { platformName } from "../platforms.ts";
import "./EnvironmentTable.css";

export interface EnvironmentTableProps {
  readonly environments: readonly ComputeEnvListEntry[];
  /** The row that the keys are on, -1 for none. */
  readonly marked: number;
}

/** The rest is counted: a row stays a line. */
const mostLabels = 4;

export function EnvironmentTable({ environments, marked }: EnvironmentTableProps) {
  return (
    <DataTable label="Compute environments" className="environment-table">
      <thead>
        <tr>
          <th>State</th>
          <th>Name</th>
          <th className="not-on-phone">Platform</th>
          <th className="not-on-phone">Work directory</th>
          <th className="not-on-phone">Last used</th>
        </tr>
      </thead>
      <tbody>
        {environments.map((one, row) => (
          <EnvironmentRow key={one.id} one={one} isMarked={row === marked} />
        ))}
      </tbody>
    </DataTable>
  );
}

function EnvironmentRow({ one, isMarked }: { readonly one: ComputeEnvListEntry; readonly isMarked: boolean }) {
  const scope = useScope();
  return (
    <tr data-active={isMarked ? true : undefined} aria-current={isMarked ? true : undefined}>
      <td>
        <StateMark look={environmentLook(one.status)} />
      </td>
      <td className="wide" title={one.description ?? undefined}>
        <div className="environment-line">
          <Link to={paths.computeEnv(scope, one.id)} className="strong">
            {one.name}
          </Link>
          {one.primary ? <span className="primary-mark">primary</span> : undefined}
          <span className="environment-platform quiet">{platformName(one.platform)}</span>
          {one.labels.length === 0 ? undefined : <EnvironmentLabels labels={one.labels} most={mostLabels} />}
          {one.message === null ? undefined : (
            <span className="environment-message quiet" title={one.message}>
              {one.message}
            </span>
          )}
        </div>
      </td>
      <td className="not-on-phone">{platformName(one.platform)}</td>
      <td className="not-on-phone">
        <MonoText text={one.workDir} maxLength={32} />
      </td>
      <td className="not-on-phone">
        <RelativeTime at={one.lastUsed} otherwise="never" />
      </td>
    </tr>
  );
}
