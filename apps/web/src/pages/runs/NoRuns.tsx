import { IconServer } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";

/** What comes first: a place where pipelines can run. */
export function NoRuns({ launchButton }: { readonly launchButton: ReactNode }) {
  const scope = useScope();
  const mayConnect = useMay("compute_environment:write");
  const environments = useQuery(queries.computeEnvs(scope));
  // Neither is shown before it is known, so that the button does not change under the pointer.
  if (environments.isPending) return undefined;
  if (environments.data?.computeEnvs.length !== 0 || !mayConnect.isAllowed) {
    return (
      <EmptyState title="No run yet" action={launchButton} command="tw launch https://github.com/nextflow-io/hello">
        Launch a pipeline here or from the command line. A run that is started anywhere with -with-tower shows up here too.
      </EmptyState>
    );
  }
  const connect = (
    <GuardedLink verdict={mayConnect} to={paths.newComputeEnv(scope)} leftSection={<IconServer size={15} />}>
      Connect a cluster
    </GuardedLink>
  );
  return (
    <EmptyState title="No run yet" action={connect} command="tw compute-envs add slurm --help">
      Connect the cluster where your pipelines are to run: type its address, or start an agent on it. A run that is started anywhere with
      -with-tower shows up here too.
    </EmptyState>
  );
}
