import type { ComputeEnvListEntry } from "@postern/contracts";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { MonoText } from "../../ui/MonoText.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { environmentLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { platformName } from "./platforms.ts";

export function ComputeEnvsPage() {
  usePageTitle("Compute environments");
  const scope = useScope();
  const mayAdd = useMay("compute_environment:write");
  const list = useQuery(queries.computeEnvs(scope));
  const addButton = (
    <GuardedLink verdict={mayAdd} to={paths.newComputeEnv(scope)} leftSection={<IconPlus size={16} />}>
      Add compute environment
    </GuardedLink>
  );
  return (
    <>
      <PageHeader title="Compute environments" actions={addButton}>
        A cluster as your pipelines see it: how it is reached, where work goes, what is set before.
      </PageHeader>
      <Answer to={list} failure="The compute environments could not be read." rows={4}>
        {({ computeEnvs }) =>
          computeEnvs.length > 0 ? (
            <EnvironmentTable environments={computeEnvs} />
          ) : (
            <EmptyState
              title={scope.kind === "user" ? "You have no compute environment" : "This workspace has no compute environment"}
              action={addButton}
              command="tw compute-envs list"
            >
              Name a cluster and the credential that reaches it. Postern then checks shell, scheduler, work directory, Java and Nextflow
              there, step by step.
            </EmptyState>
          )
        }
      </Answer>
    </>
  );
}

function EnvironmentTable({ environments }: { readonly environments: readonly ComputeEnvListEntry[] }) {
  const scope = useScope();
  return (
    <DataTable label="Compute environments">
      <thead>
        <tr>
          <th>State</th>
          <th>Name</th>
          <th>Platform</th>
          <th className="not-on-phone">Work directory</th>
          <th className="not-on-phone">Last used</th>
        </tr>
      </thead>
      <tbody>
        {environments.map((one) => (
          <tr key={one.id}>
            <td>
              <StateMark look={environmentLook(one.status)} />
            </td>
            <td className="wide">
              <Link to={paths.computeEnv(scope, one.id)} className="strong">
                {one.name}
              </Link>
              {one.primary ? <span className="primary-mark">primary</span> : undefined}
              {one.message === null ? undefined : (
                <span className="quiet" title={one.message}>
                  {"  "}
                  {one.message}
                </span>
              )}
            </td>
            <td>{platformName(one.platform)}</td>
            <td className="not-on-phone">
              <MonoText text={one.workDir} maxLength={32} />
            </td>
            <td className="not-on-phone">
              <RelativeTime at={one.lastUsed} otherwise="never" />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
