import { Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { isCluster } from "./platforms.ts";
import type { EnvironmentFieldsProps } from "./environment-form.ts";
import { FieldHelp } from "./FieldHelp.tsx";
import { JobFields } from "./JobFields.tsx";
import { VariablesField } from "./VariablesField.tsx";

export interface EnvironmentMoreFieldsProps extends EnvironmentFieldsProps {
  /** Where somebody comes to change what is there, it is not folded away. */
  readonly isOpen?: boolean;
  /** Stands below the description. */
  readonly children?: ReactNode;
  /** Stands below the variables. */
  readonly secrets: ReactNode;
}

/** What most environments leave empty. */
export function EnvironmentMoreFields({ values, problems, isOpen = false, onChange, children, secrets }: EnvironmentMoreFieldsProps) {
  return (
    <details className="more-fields" open={isOpen}>
      <summary>
        More settings: {children === undefined ? "description" : "description, labels, Nextflow version"}, scripts, Nextflow config,
        variables
      </summary>
      <div className="more-fields-body">
        <TextInput
          label="Description"
          description="For the people who use it: what it is for, who to ask."
          maxLength={2000}
          value={values.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
        {children}
        {isCluster(values) ? (
          <>
            <TextInput
              label="Launch directory"
              className="mono-field"
              description="Where Nextflow starts. Empty: the work directory."
              value={values.launchDir}
              error={problems.launchDir}
              onChange={(event) => onChange({ launchDir: event.currentTarget.value })}
            />
            <TextInput
              label="Head job options"
              className="mono-field"
              description={<FieldHelp of="options" platform={values.platform} after="They win over the fields." />}
              value={values.headJobOptions}
              onChange={(event) => onChange({ headJobOptions: event.currentTarget.value })}
            />
            <JobFields
              values={values.jobs}
              problem={problems.maxQueueSize}
              platform={values.platform}
              onChange={(jobs) => onChange({ jobs })}
            />
          </>
        ) : undefined}
        <Textarea
          label="Pre-run script"
          className="mono-field"
          description="Runs in the head job before Nextflow and after the modules, such as export https_proxy=http://proxy:3128."
          autosize
          minRows={2}
          value={values.preRunScript}
          onChange={(event) => onChange({ preRunScript: event.currentTarget.value })}
        />
        <Textarea
          label="Post-run script"
          className="mono-field"
          description="Runs after Nextflow, whatever its end."
          autosize
          minRows={2}
          value={values.postRunScript}
          onChange={(event) => onChange({ postRunScript: event.currentTarget.value })}
        />
        <Textarea
          label="Nextflow config"
          className="mono-field"
          description="For every run in this environment. It wins over modules, containers and scratch above; what a launch says wins over it."
          autosize
          minRows={3}
          value={values.nextflowConfig}
          onChange={(event) => onChange({ nextflowConfig: event.currentTarget.value })}
        />
        <VariablesField lines={values.variables} problem={problems.variables} onChange={(variables) => onChange({ variables })} />
        {secrets}
      </div>
    </details>
  );
}
