import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { queryKeys } from "../../api/query-keys.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import type { AppliedProposal } from "./apply-proposal.ts";

export interface AppliedNoteProps {
  readonly computeEnvId: string;
  readonly applied: AppliedProposal;
  readonly onUndone: () => void;
}

/** Says what was just taken of the proposals, with the way back. The steps go on without it: they are looked at anew. */
export function AppliedNote({ computeEnvId, applied, onUndone }: AppliedNoteProps) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const undo = useMutation({
    mutationFn: () => applied.undo(),
    onSuccess: () => {
      onUndone();
      return queryClient.invalidateQueries({ queryKey: queryKeys.computeEnv(scope, computeEnvId) });
    },
  });
  return (
    <>
      <div className="check-applied" role="status">
        <span>Done: “{applied.title}”, for launches from now on. It is checked anew.</span>
        <Button variant="default" size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate()}>
          Undo
        </Button>
      </div>
      {undo.error === null ? undefined : <ErrorNote title="It was not undone." error={undo.error} />}
    </>
  );
}
