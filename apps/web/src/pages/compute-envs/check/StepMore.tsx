import type { CheckStep } from "@postern/contracts";
import type { ReactNode } from "react";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { checkLook } from "../../../ui/state-looks.ts";

export interface StepMoreProps {
  readonly step: CheckStep;
  /** What can be done with a click. */
  readonly children?: ReactNode;
}

/** Below a step: its cure, and what the cluster said. */
export function StepMore({ step: { cure, detail, status }, children }: StepMoreProps) {
  if (cure === null && detail === null && children === undefined) return undefined;
  return (
    <div className="check-step-more">
      {cure === null ? undefined : (
        <div className="check-cure" data-tone={checkLook(status).tone}>
          <span>{cure}</span>
          <CopyButton text={cure} what="the cure" />
        </div>
      )}
      {children}
      {detail === null ? undefined : (
        <details>
          <summary>Details</summary>
          <pre>{detail}</pre>
        </details>
      )}
    </div>
  );
}
