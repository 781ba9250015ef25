import { Switch, Textarea, TextInput } from "@mantine/core";
import type { LaunchFieldsProps } from "./LaunchPipelineFields.tsx";
import { NextflowVersionField } from "./NextflowVersionField.tsx";

/** How it runs: profiles, config, script, switches. */
export function LaunchMoreFields({ values, problems, onChange, canResume }: LaunchFieldsProps & { readonly canResume: boolean }) {
  return (
    <section className="launch-section" aria-labelledby="launch-how">
      <h2 id="launch-how">How Nextflow runs</h2>
      {canResume ? (
        <Switch
          label="Resume"
          description="Take finished tasks from the earlier run, where their inputs did not change."
          checked={values.resume}
          onChange={(event) => onChange({ resume: event.currentTarget.checked })}
        />
      ) : undefined}
      <TextInput
        label="Profiles"
        description="With commas between, such as test, singularity."
        value={values.profiles}
        error={problems.configProfiles}
        onChange={(event) => onChange({ profiles: event.currentTarget.value })}
      />
      <NextflowVersionField values={values} problems={problems} onChange={onChange} />
      <Textarea
        label="Nextflow config"
        className="mono-field"
        description="Wins over the environment's and the pipeline's own."
        autosize
        minRows={3}
        maxRows={24}
        spellCheck={false}
        value={values.configText}
        error={problems.configText}
        onChange={(event) => onChange({ configText: event.currentTarget.value })}
      />
      <Textarea
        label="Pre-run script"
        className="mono-field"
        description="Runs in the head job before Nextflow."
        autosize
        minRows={2}
        spellCheck={false}
        value={values.preRunScript}
        error={problems.preRunScript}
        onChange={(event) => onChange({ preRunScript: event.currentTarget.value })}
      />
      <Switch
        label="Pull latest"
        description="Fetch the newest commit of the revision first."
        checked={values.pullLatest}
        onChange={(event) => onChange({ pullLatest: event.currentTarget.checked })}
      />
      <Switch
        label="Stub run"
        description="Run the stubs of the processes instead of their scripts."
        checked={values.stubRun}
        onChange={(event) => onChange({ stubRun: event.currentTarget.checked })}
      />
    </section>
  );
}
