import type { ComputeEnvListEntry, EnvironmentLoadsResponse } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { MonoText } from "../../../ui/MonoText.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { checkLook, environmentLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { outcomeLook, reasonWords, runWords } from "../check-words.ts";
import { EnvironmentLabels } from "../EnvironmentLabels.tsx";
import { platformName } from "../platforms.ts";
import "./EnvironmentTable.css";

export type EnvironmentLoad = EnvironmentLoadsResponse["computeEnvs"][number];

export interface EnvironmentTableProps {
  readonly environments: readonly ComputeEnvListEntry[];
  /** By environment; empty until it is known. */
  readonly loads: ReadonlyMap<string, EnvironmentLoad>;
  /** The row that the keys are on, -1 for none. */
  readonly marked: number;
}

/** The rest is counted: a row stays a line. */
const mostLabels = 4;

export function EnvironmentTable({ environments, loads, marked }: EnvironmentTableProps) {
  return (
    <DataTable label="Compute environments" className="environment-table">
      <thead>
        <tr>
          <th>State</th>
          <th>Name</th>
          <th className="not-on-phone">Platform</th>
          <th className="not-on-phone">Runs</th>
          <th className="not-on-phone">Checked</th>
          <th className="not-on-phone">Work directory</th>
        </tr>
      </thead>
      <tbody>
        {environments.map((one, row) => (
          <EnvironmentRow key={one.id} one={one} load={loads.get(one.id)} isMarked={row === marked} />
        ))}
      </tbody>
    </DataTable>
  );
}

interface EnvironmentRowProps {
  readonly one: ComputeEnvListEntry;
  readonly load: EnvironmentLoad | undefined;
  readonly isMarked: boolean;
}

function EnvironmentRow({ one, load, isMarked }: EnvironmentRowProps) {
  return (
    <tr data-active={isMarked ? true : undefined} aria-current={isMarked ? true : undefined}>
      <td>
        <StateMark look={environmentLook(one.status)} />
      </td>
      <td className="wide" title={one.description ?? undefined}>
        <NameLine one={one} load={load} />
      </td>
      <td className="not-on-phone">{platformName(one.platform)}</td>
      <td className="not-on-phone" title={load?.queues?.summary}>
        <RunsCell load={load} lastUsed={one.lastUsed} />
      </td>
      <td className="not-on-phone">
        <CheckedCell load={load} />
      </td>
      <td className="not-on-phone">
        <MonoText text={one.workDir} maxLength={32} />
      </td>
    </tr>
  );
}

function NameLine({ one, load }: Omit<EnvironmentRowProps, "isMarked">) {
  const scope = useScope();
  return (
    <div className="environment-line">
      <Link to={paths.computeEnv(scope, one.id)} className="strong">
        {one.name}
      </Link>
      {one.primary ? <span className="primary-mark">primary</span> : undefined}
      <span className="environment-platform quiet">{platformName(one.platform)}</span>
      {load === undefined ? undefined : <PhoneLoad load={load} />}
      {one.labels.length === 0 ? undefined : <EnvironmentLabels labels={one.labels} most={mostLabels} />}
      {one.message === null ? undefined : (
        <span className="environment-message quiet" title={one.message}>
          {one.message}
        </span>
      )}
    </div>
  );
}

/** On a phone, where the columns are left out. */
function PhoneLoad({ load }: { readonly load: EnvironmentLoad }) {
  return (
    <>
      {isIdle(load.runs) ? undefined : <span className="environment-platform quiet">{runWords(load.runs)}</span>}
      <span className="environment-platform quiet">
        <CheckedCell load={load} />
      </span>
    </>
  );
}

/** How many go on here, or when it was used last. A queue that is not as it should be is told with them: they wait for it. */
function RunsCell({ load, lastUsed }: { readonly load: EnvironmentLoad | undefined; readonly lastUsed: string | null }) {
  const queues = load?.queues ?? undefined;
  const isOdd = queues?.status === "failed" || queues?.status === "warning";
  return (
    <span className="environment-runs">
      {load === undefined || isIdle(load.runs) ? <LastUsed at={lastUsed} /> : <span>{runWords(load.runs)}</span>}
      {queues !== undefined && isOdd ? <StateMark look={{ ...checkLook(queues.status), word: queues.summary }} isShapeOnly /> : undefined}
    </span>
  );
}

function LastUsed({ at }: { readonly at: string | null }) {
  if (at === null) return <span className="quiet">never used</span>;
  return (
    <span className="quiet">
      last used <RelativeTime at={at} />
    </span>
  );
}

function CheckedCell({ load }: { readonly load: EnvironmentLoad | undefined }) {
  if (load?.isChecking === true) return <span className="quiet">now</span>;
  const check = load?.lastCheck ?? undefined;
  if (check === undefined) return <span className="quiet">–</span>;
  const look = outcomeLook(check.outcome);
  return (
    <span
      className="environment-checked"
      title={[look.word, check.step, reasonWords(check.reason)].filter((word) => word !== null).join(", ")}
    >
      <StateMark look={look} isShapeOnly /> <RelativeTime at={check.at} />
    </span>
  );
}

const isIdle = ({ running, submitted, unknown }: EnvironmentLoad["runs"]): boolean => running + submitted + unknown === 0;
