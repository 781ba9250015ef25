import type { CheckStep } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { formatDuration } from "../../../format/duration.ts";
import { checkLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import type { AppliedProposal } from "../apply-proposal.ts";
import { CheckProposals } from "../CheckProposals.tsx";
import { stepId } from "./check-steps.ts";
import { StepMore } from "./StepMore.tsx";

export interface CheckStepLineProps {
  readonly step: CheckStep;
  /** By the hash of the address. */
  readonly isNamed: boolean;
  readonly computeEnvId: string;
  readonly lastUpdated: string;
  readonly onApplied: (applied: AppliedProposal) => void;
}

/** One step, with its cure. Its name is the link to it. */
export function CheckStepLine({ step, isNamed, onApplied, ...environment }: CheckStepLineProps) {
  const { proposals = [] } = step;
  const line = useRef<HTMLLIElement>(null);
  // The steps come after the page: whoever scrolls to a hash has found none of them.
  useEffect(() => {
    if (isNamed) line.current?.scrollIntoView();
  }, [isNamed]);
  return (
    <li ref={line} id={stepId(step)} className="check-step" data-named={isNamed ? "" : undefined}>
      <StateMark look={checkLook(step.status)} isShapeOnly />
      <Link
        className="check-step-name"
        title="Link to this step"
        {...{ to: ".", hash: stepId(step), search: true, hashScrollIntoView: false, activeOptions: { includeHash: true } }}
      >
        {step.name}
      </Link>
      <span className="check-step-summary">{step.summary ?? ""}</span>
      <span className="check-step-time">{step.durationMs === null ? "" : formatDuration(step.durationMs)}</span>
      <StepMore step={step}>
        {proposals.length === 0 ? undefined : <CheckProposals {...environment} proposals={proposals} onApplied={onApplied} />}
      </StepMore>
    </li>
  );
}
