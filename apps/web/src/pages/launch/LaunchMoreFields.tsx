import { Switch, Textarea, TextInput } from "@mantine/core";
import type { KnownOption } from "../compute-envs/launch-rules/known-options.ts";
import { lockOf } from "./locks.ts";
import { OptionField } from "./OptionField.tsx";
import type { LaunchFieldsProps } from "./LaunchPipelineFields.tsx";
import { NextflowVersionField } from "./NextflowVersionField.tsx";

export interface LaunchMoreFieldsProps extends LaunchFieldsProps {
  readonly options: readonly KnownOption[];
  readonly canResume: boolean;
}

/** How it runs: profiles, config, script, switches. */
export function LaunchMoreFields({ values, problems, onChange, locks, options, canResume }: LaunchMoreFieldsProps) {
  const version = options.find(({ option }) => option === "nextflowVersion");
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
      {version === undefined || version.bound.allow === "any" ? (
        <NextflowVersionField values={values} problems={problems} onChange={onChange} locks={locks} />
      ) : (
        <BoundVersionField known={version} values={values} problems={problems} onChange={onChange} locks={locks} />
      )}
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
        {...lockOf(locks, "configText", values.configText)}
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
        {...lockOf(locks, "preRunScript", values.preRunScript)}
        onChange={(event) => onChange({ preRunScript: event.currentTarget.value })}
      />
      <Textarea
        label="Post-run script"
        className="mono-field"
        description="Runs in the head job after Nextflow."
        autosize
        minRows={2}
        spellCheck={false}
        value={values.postRunScript}
        error={problems.postRunScript}
        {...lockOf(locks, "postRunScript", values.postRunScript)}
        onChange={(event) => onChange({ postRunScript: event.currentTarget.value })}
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

/** One of a list, or none. */
function BoundVersionField({ known, values, problems, onChange, locks }: LaunchFieldsProps & { readonly known: KnownOption }) {
  const { nextflowVersion } = values;
  if (known.bound.allow !== "no") {
    return (
      <OptionField
        known={known}
        value={nextflowVersion}
        problem={problems.nextflowVersion}
        onChange={(version) => onChange({ nextflowVersion: version })}
      />
    );
  }
  return (
    <TextInput
      label="Nextflow version"
      value={nextflowVersion}
      error={problems.nextflowVersion}
      {...lockOf(locks, "nextflowVersion", nextflowVersion)}
      onChange={(event) => onChange({ nextflowVersion: event.currentTarget.value })}
    />
  );
}
