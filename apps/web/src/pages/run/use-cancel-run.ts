import type { Workflow } from "@postern/contracts";
import { isTerminal } from "@postern/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useScope } from "../../hooks/use-scope.ts";

export interface CancelRun {
  /** The server took the wish; the run has not ended yet. */
  readonly isCancelling: boolean;
  readonly isAsking: boolean;
  readonly error: Error | null;
  readonly cancel: (onTaken: () => void) => void;
}

export function useCancelRun(workflow: Pick<Workflow, "id" | "status">): CancelRun {
  const scope = useScope();
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => post(inWorkspace(scope, `/api/workflow/${encodeURIComponent(workflow.id)}/cancel`)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.run(scope, workflow.id) });
      await queryClient.invalidateQueries({ queryKey: queryKeys.runs(scope) });
    },
  });
  return {
    isCancelling: cancel.isSuccess && !isTerminal(workflow.status),
    isAsking: cancel.isPending,
    error: cancel.error,
    cancel: (onTaken) => cancel.mutate(undefined, { onSuccess: onTaken }),
  };
}
