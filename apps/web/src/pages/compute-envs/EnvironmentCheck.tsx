import { IconRefresh, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { AppliedNote } from "./AppliedNote.tsx";
import type { AppliedProposal } from "./apply-proposal.ts";
import { CheckSteps } from "./check/CheckSteps.tsx";
import { reasonWords } from "./check-words.ts";

/** While a check runs, the page also asks by itself: steps may be quicker than events are gathered. */
const askEveryMs = 1000;

/** The check on the cluster, step by step, with the cure of what failed. */
export function EnvironmentCheck({ computeEnvId }: { readonly computeEnvId: string }) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const check = useQuery({
    ...queries.environmentCheck(scope, computeEnvId),
    refetchInterval: (query) => (query.state.data?.isRunning === true ? askEveryMs : false),
  });
  const again = useMutation({
    mutationFn: () => post(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(computeEnvId)}/check`)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.computeEnv(scope, computeEnvId) }),
  });
  const stop = useMutation({
    mutationFn: () => call("DELETE", inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(computeEnvId)}/check`)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.computeEnv(scope, computeEnvId) }),
  });
  const [applied, setApplied] = useState<AppliedProposal>();
  const mayCheck = useMay("compute_environment:write");
  const failure = again.error ?? stop.error;
  const isRunning = check.data?.isRunning === true;
  return (
    <section aria-labelledby="check-heading">
      <div className="check-head">
        <h2 id="check-heading">Check</h2>
        <span className="check-acts">
          {isRunning ? (
            <GuardedButton
              verdict={mayCheck}
              variant="default"
              leftSection={<IconX size={15} />}
              loading={stop.isPending}
              onClick={() => stop.mutate()}
            >
              Stop
            </GuardedButton>
          ) : undefined}
          <GuardedButton
            verdict={mayCheck}
            variant="default"
            leftSection={<IconRefresh size={15} />}
            disabled={isRunning}
            loading={again.isPending}
            onClick={() => again.mutate()}
          >
            {isRunning ? "Checking …" : "Check again"}
          </GuardedButton>
        </span>
      </div>
      {failure === null ? undefined : <ErrorNote error={failure} />}
      {applied === undefined ? undefined : (
        <AppliedNote computeEnvId={computeEnvId} applied={applied} onUndone={() => setApplied(undefined)} />
      )}
      <Answer to={check} failure="The check could not be read.">
        {(known) => (
          <>
            <CheckSteps check={known} onApplied={setApplied} />
            {known.finishedAt === null ? undefined : (
              <p className="sentence">
                Finished <RelativeTime at={known.finishedAt} />, {reasonWords(known.reason)}.
              </p>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}
