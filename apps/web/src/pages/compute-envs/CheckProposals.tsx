import type { CheckProposal } from "@postern/contracts";
import { IconBolt } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { queryKeys } from "../../api/query-keys.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { applyProposal } from "./apply-proposal.ts";
import type { AppliedProposal } from "./apply-proposal.ts";
import { MakeDirectories } from "./MakeDirectories.tsx";

export interface CheckProposalsProps {
  readonly computeEnvId: string;
  readonly proposals: readonly CheckProposal[];
  /** Of the environment, as it was checked. */
  readonly lastUpdated: string;
  readonly onApplied: (applied: AppliedProposal) => void;
}

/** What a step of the check proposes, each as one click. */
export function CheckProposals({ computeEnvId, proposals, lastUpdated, onApplied }: CheckProposalsProps) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const apply = useMutation({
    mutationFn: (proposal: CheckProposal) => applyProposal({ scope, computeEnvId, lastUpdated }, proposal),
    onSuccess: onApplied,
    // Also where it was refused: somebody changed the environment, and the check is another one.
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.computeEnv(scope, computeEnvId) }),
  });
  const mayEdit = useMay("compute_environment:write");
  return (
    <>
      {proposals.map((proposal) =>
        proposal.kind === "make-directories" ? (
          <MakeDirectories key={proposal.title} computeEnvId={computeEnvId} />
        ) : (
          <div key={proposal.title} className="check-proposal">
            <GuardedButton
              verdict={mayEdit}
              variant="default"
              size="compact-sm"
              leftSection={<IconBolt size={15} />}
              loading={apply.isPending && apply.variables.title === proposal.title}
              disabled={apply.isPending}
              onClick={() => apply.mutate(proposal)}
            >
              {proposal.title}
            </GuardedButton>
            <span className="sentence">{proposal.why}</span>
          </div>
        ),
      )}
      {apply.error === null ? undefined : <ErrorNote error={apply.error} />}
    </>
  );
}
