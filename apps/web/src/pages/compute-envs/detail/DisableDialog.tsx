import type { ComputeEnv } from "@postern/contracts";
import { post } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { ConfirmDialog } from "../../../ui/ConfirmDialog.tsx";

export interface DisableDialogProps {
  readonly environment: ComputeEnv;
  readonly onClose: () => void;
}

/** Says what becomes of runs. */
export function DisableDialog({ environment, onClose }: DisableDialogProps) {
  const scope = useScope();
  const disable = useChange({
    act: () => post(inWorkspace(scope, `/api/compute-envs/${encodeURIComponent(environment.id)}/disable`)),
    old: [queryKeys.computeEnvs(scope), queryKeys.computeEnv(scope, environment.id)],
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Disable ${environment.name}?`}
      verb="Disable"
      keepVerb="Cancel"
      isHarmless
      isBusy={disable.isPending}
      error={disable.error}
      onConfirm={() => disable.mutate()}
      onClose={onClose}
    >
      <p className="dialog-sentence">
        Nothing new is launched there until somebody enables it again. Runs that are under way go on, and are looked after to their end.
      </p>
      {environment.primary ? (
        <p className="dialog-sentence">
          It is primary no more: a launch that names no environment is refused until another one is made primary.
        </p>
      ) : undefined}
    </ConfirmDialog>
  );
}
