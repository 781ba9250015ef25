import { Checkbox } from "@mantine/core";
import type { ComputeEnv } from "@postern/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { toApiError } from "../../../api/api-error.ts";
import { remove } from "../../../api/client.ts";
import { conflictsOf } from "../../../api/conflicts.ts";
import type { ConflictAnswer } from "../../../api/conflicts.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { ConfirmDialog } from "../../../ui/ConfirmDialog.tsx";
import { RunInTheWay } from "../RunInTheWay.tsx";

export interface DeleteEnvironmentDialogProps {
  readonly environment: ComputeEnv;
  readonly onClose: () => void;
}

/** Asks twice where runs are unfinished: the second time it names them. */
export function DeleteEnvironmentDialog({ environment, onClose }: DeleteEnvironmentDialogProps) {
  const scope = useScope();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [isForced, setForced] = useState(false);
  const path = `/api/compute-envs/${encodeURIComponent(environment.id)}`;
  const del = useChange({
    act: (force: boolean) => remove(inWorkspace(scope, path, force ? { force } : {})),
    old: [],
    onDone: async () => {
      await router.navigate({ to: paths.computeEnvs(scope) });
      queryClient.removeQueries({ queryKey: queryKeys.computeEnv(scope, environment.id) });
      await queryClient.invalidateQueries({ queryKey: queryKeys.computeEnvs(scope) });
    },
  });
  const runs = del.error === null ? [] : conflictsOf(toApiError(del.error));
  return (
    <ConfirmDialog
      title={`Delete the compute environment ${environment.name}?`}
      verb="Delete compute environment"
      typedName={environment.name}
      isReady={runs.length === 0 || isForced}
      isBusy={del.isPending}
      error={runs.length === 0 ? del.error : undefined}
      onConfirm={() => del.mutate(runs.length > 0 && isForced)}
      onClose={onClose}
    >
      Nothing can be launched there any more, and this cannot be undone. Runs that have ended stay in the list; files on the cluster stay
      where they are.
      {runs.length === 0 ? undefined : <UnfinishedRuns runs={runs} isForced={isForced} onForce={setForced} />}
    </ConfirmDialog>
  );
}

interface UnfinishedRunsProps {
  readonly runs: readonly ConflictAnswer[];
  readonly isForced: boolean;
  readonly onForce: (isForced: boolean) => void;
}

/** More are counted than named. */
const mostNamed = 10;

function UnfinishedRuns({ runs, isForced, onForce }: UnfinishedRunsProps) {
  return (
    <div className="warning-note unfinished-runs" role="alert">
      It was not deleted: {runs.length === 1 ? "a run on it is" : `${String(runs.length)} runs on it are`} unfinished. Cancel what is not
      needed, or wait for the end.
      <ul className="conflicts">
        {runs.slice(0, mostNamed).map((run) => (
          <li key={run.id}>
            <RunInTheWay run={run} />
          </li>
        ))}
        {runs.length > mostNamed ? <li>and {runs.length - mostNamed} more</li> : undefined}
      </ul>
      <Checkbox
        label="Delete it all the same: the runs go on, but nobody looks after them any more"
        checked={isForced}
        onChange={(event) => onForce(event.currentTarget.checked)}
      />
    </div>
  );
}
