import type { Workflow } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { remove } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";

export interface DeleteRunDialogProps {
  readonly workflow: Pick<Workflow, "id" | "runName">;
  readonly onClose: () => void;
}

export function DeleteRunDialog({ workflow, onClose }: DeleteRunDialogProps) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const router = useRouter();
  const del = useMutation({
    mutationFn: () => remove(inWorkspace(scope, `/api/workflow/${encodeURIComponent(workflow.id)}`)),
    onSuccess: async () => {
      await router.navigate({ to: paths.runs(scope) });
      queryClient.removeQueries({ queryKey: queryKeys.run(scope, workflow.id) });
      await queryClient.invalidateQueries({ queryKey: queryKeys.runs(scope) });
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${workflow.runName}?`}
      verb="Delete run"
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      Its tasks, log and figures go from Postern for good. Files on the cluster stay where they are.
    </ConfirmDialog>
  );
}
