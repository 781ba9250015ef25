import type { ComputeEnv } from "@postern/contracts";
import { remove } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { ConfirmDialog } from "../../../ui/ConfirmDialog.tsx";

export interface DropVersionDialogProps {
  readonly environment: ComputeEnv;
  readonly version: string;
  readonly onClose: () => void;
}

/** Says what becomes of launches that name it. */
export function DropVersionDialog({ environment: { id, name }, version, onClose }: DropVersionDialogProps) {
  const scope = useScope();
  const drop = useChange({
    act: () => remove(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(id)}/nextflow-versions/${version}`)),
    old: [queryKeys.nextflowVersions(scope, id)],
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Keep Nextflow ${version} no longer?`}
      verb="Remove"
      isBusy={drop.isPending}
      error={drop.error}
      onConfirm={() => drop.mutate()}
      onClose={onClose}
    >
      It is taken out of the folder of {name}. Runs that began with it go on. Launches that name it later take a module of this version, or
      Nextflow fetches it from the internet.
    </ConfirmDialog>
  );
}
