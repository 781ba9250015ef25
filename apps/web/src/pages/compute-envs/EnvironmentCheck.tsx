import type { CheckStep } from "@postern/contracts";
import { IconRefresh, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { formatDuration } from "../../format/duration.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { checkLook } from "../../ui/state-looks.ts";
import { Answer } from "../../ui/Answer.tsx";
import { AppliedNote } from "./AppliedNote.tsx";
import type { AppliedProposal } from "./apply-proposal.ts";
import { reasonWords } from "./check-words.ts";
import { CheckProposals } from "./CheckProposals.tsx";
import { StateMark } from "../../ui/StateMark.tsx";

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
        {({ steps, finishedAt, reason, lastUpdated }) => (
          <>
            <ol className="check-steps" aria-label="Steps of the check">
              {steps.map((step) => (
                <Step key={step.key} step={step} computeEnvId={computeEnvId} lastUpdated={lastUpdated} onApplied={setApplied} />
              ))}
            </ol>
            {finishedAt === null ? undefined : (
              <p className="sentence">
                Finished <RelativeTime at={finishedAt} />, {reasonWords(reason)}.
              </p>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}

interface StepProps {
  readonly step: CheckStep;
  readonly computeEnvId: string;
  readonly lastUpdated: string;
  readonly onApplied: (applied: AppliedProposal) => void;
}

function Step({ step, onApplied, ...environment }: StepProps) {
  const { proposals = [] } = step;
  return (
    <li className="check-step">
      <StateMark look={checkLook(step.status)} isShapeOnly />
      <span className="check-step-name">{step.name}</span>
      <span className="check-step-summary">{step.summary ?? ""}</span>
      <span className="check-step-time">{step.durationMs === null ? "" : formatDuration(step.durationMs)}</span>
      {step.cure === null && step.detail === null && proposals.length === 0 ? undefined : (
        <div className="check-step-more">
          {step.cure === null ? undefined : (
            <div className="check-cure" data-tone={checkLook(step.status).tone}>
              <span>{step.cure}</span>
              <CopyButton text={step.cure} what="the cure" />
            </div>
          )}
          {proposals.length === 0 ? undefined : <CheckProposals {...environment} proposals={proposals} onApplied={onApplied} />}
          {step.detail === null ? undefined : (
            <details>
              <summary>Details</summary>
              <pre>{step.detail}</pre>
            </details>
          )}
        </div>
      )}
    </li>
  );
}
