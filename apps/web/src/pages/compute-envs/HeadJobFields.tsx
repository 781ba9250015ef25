import { TextInput } from "@mantine/core";
import type { ClusterOffer } from "@postern/contracts";
import { SuggestField } from "../../ui/SuggestField.tsx";
import { FieldHelp } from "./FieldHelp.tsx";
import { accountSuggestions, qosSuggestions, wallTimeWarning } from "./offer-words.ts";
import { hasNotice, hasQos } from "./platforms.ts";
import type { ResourceProblems, ResourceValues } from "./resource-form.ts";

export interface HeadJobFieldsProps {
  readonly values: ResourceValues;
  readonly problems: ResourceProblems;
  readonly platform: string;
  readonly isTorque: boolean;
  readonly headQueue: string;
  readonly offer: ClusterOffer | undefined;
  readonly onChange: (changed: Partial<ResourceValues>) => void;
}

/** What the job that runs Nextflow asks of the cluster. Empty fields leave it to the site. */
export function HeadJobFields({ values, problems, platform, isTorque, headQueue, offer, onChange }: HeadJobFieldsProps) {
  const text = (name: keyof ResourceValues, label: string, hint?: string) => (
    <TextInput
      label={label}
      description={<FieldHelp of={name} platform={platform} isTorque={isTorque} after={hint} />}
      value={values[name]}
      error={problems[name]}
      autoComplete="off"
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  const warning = wallTimeWarning(offer, headQueue, values.wallTime);
  return (
    <>
      <div className="field-pair">
        <SuggestField
          label="Account"
          description={<FieldHelp of="account" platform={platform} isTorque={isTorque} after="For tasks too, where Nextflow can." />}
          value={values.account}
          error={problems.account}
          suggestions={accountSuggestions(offer)}
          onChange={(account) => onChange({ account })}
        />
        {hasQos(platform) ? (
          <SuggestField
            label="Quality of service"
            description={<FieldHelp of="qos" platform={platform} />}
            value={values.qos}
            error={problems.qos}
            suggestions={qosSuggestions(offer, values.account)}
            onChange={(qos) => onChange({ qos })}
          />
        ) : undefined}
      </div>
      <div className="field-pair">
        {text("wallTime", "Wall time", "Of the whole pipeline: 48 h or 2 d.")}
        {text("memory", "Memory", "Nextflow wants 4 GB or more.")}
      </div>
      {warning === undefined ? undefined : (
        <div className="warning-note" role="status">
          {warning}
        </div>
      )}
      <div className="field-pair">
        {text("cpus", "Processors", "One or two do: tasks are jobs of their own.")}
        {text("constraint", "Constraint")}
      </div>
      {hasNotice(platform) ? text("notice", "Notice before the end", "Such as 10 min.") : undefined}
    </>
  );
}
