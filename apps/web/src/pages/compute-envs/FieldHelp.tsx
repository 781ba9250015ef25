import type { SchedulerHelp } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { helpOfScheduler } from "./help-of-scheduler.ts";
import "./FieldHelp.css";

export interface FieldHelpProps {
  readonly of: keyof SchedulerHelp;
  readonly platform: string;
  /** Matters to what it asks for memory, processors and the like with. */
  readonly isTorque?: boolean;
  /** What is known besides, before and after the words of the scheduler. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What a field becomes, in the words of the scheduler that gets it. Where they could not be read, the rest stands alone. */
export function FieldHelp({ of, platform, isTorque = false, before, after }: FieldHelpProps) {
  const { data } = useQuery(queries.schedulerHelp());
  const help = helpOfScheduler(data, { platform, isTorque })?.[of];
  return (
    <>
      {before === undefined ? undefined : `${before} `}
      {help === undefined || help === null ? undefined : (
        <>
          <code className="field-help-words">{help.words}</code>: {help.says}
        </>
      )}
      {after === undefined ? undefined : ` ${after}`}
    </>
  );
}
