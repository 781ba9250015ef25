import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { EnvironmentCheckResponse } from "@postern/contracts";
import { IconChevronRight } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { useVisitMemory } from "../../../hooks/use-visit-memory.ts";
import { checkLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import type { AppliedProposal } from "../apply-proposal.ts";
import { heardWords, isFolded, passedWords, stepId } from "./check-steps.ts";
import { CheckStepLine } from "./CheckStepLine.tsx";

export interface CheckStepsProps {
  readonly check: EnvironmentCheckResponse;
  readonly onApplied: (applied: AppliedProposal) => void;
}

/**
 * The steps in their order. Those that passed are one line, while the check runs too: so the one that runs stays in its place. The step
 * that the address names is always shown.
 */
export function CheckSteps({ check, onApplied }: CheckStepsProps) {
  const { computeEnvId, lastUpdated, steps } = check;
  const hash = useLocation({ select: (location) => location.hash });
  const [isOpen, setOpen] = useVisitMemory("passed-steps", false);
  const shown = isOpen ? steps : steps.filter((step) => !isFolded(step) || stepId(step) === hash);
  return (
    <>
      <VisuallyHidden role="status">{heardWords(check)}</VisuallyHidden>
      <ol className="check-steps" aria-label="Steps of the check">
        {steps.some(isFolded) ? (
          <li className="check-step">
            <StateMark look={checkLook("passed")} isShapeOnly />
            <UnstyledButton className="check-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {passedWords(steps)}
              <IconChevronRight size={15} aria-hidden />
            </UnstyledButton>
          </li>
        ) : undefined}
        {shown.map((step) => (
          <CheckStepLine key={step.key} step={step} isNamed={stepId(step) === hash} {...{ computeEnvId, lastUpdated, onApplied }} />
        ))}
      </ol>
    </>
  );
}
