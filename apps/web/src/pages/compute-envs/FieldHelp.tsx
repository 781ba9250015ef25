import type { SchedulerHelp } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import "./FieldHelp.css";

export interface FieldHelpProps {
  readonly of: keyof SchedulerHelp;
  readonly platform: string;
  /** What is known besides, before and after the words of the scheduler. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What a field becomes, in the words of the scheduler that gets it. Where they could not be read, the rest stands alone. */
export function FieldHelp({ of, platform, before, after }: FieldHelpProps) {
  const { data } = useQuery(queries.schedulerHelp());
  const help = data?.platforms.find((one) => one.platform === platform)?.fields[of];
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
