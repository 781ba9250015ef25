import { IconPlus, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { FoundEnvironments } from "./list/FoundEnvironments.tsx";

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
  const acts = (
    <>
      <GuardedLink
        verdict={mayAdd}
        variant="default"
        to={paths.newComputeEnv(scope)}
        search={{ by: "file" }}
        leftSection={<IconUpload size={15} />}
      >
        Import
      </GuardedLink>
      {list.data?.computeEnvs.length === 0 ? undefined : addButton}
    </>
  );
  return (
    <>
      <PageHeader title="Compute environments" actions={acts}>
        A cluster as your pipelines see it: how it is reached, where work goes, what is set before.
      </PageHeader>
      <Answer to={list} failure="The compute environments could not be read." rows={4}>
        {({ computeEnvs }) =>
          computeEnvs.length > 0 ? (
            <FoundEnvironments environments={computeEnvs} />
          ) : (
            <EmptyState
              title={scope.kind === "user" ? "You have no compute environment" : "This workspace has no compute environment"}
              action={addButton}
              command="tw compute-envs add slurm --help"
            >
              Type the address of a cluster, or pick an agent that runs on it. Postern looks what is there and fills the form in; then it
              checks scheduler, work directory, Java and Nextflow, step by step.
            </EmptyState>
          )
        }
      </Answer>
    </>
  );
}
