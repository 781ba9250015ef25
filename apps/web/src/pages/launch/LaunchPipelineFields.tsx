import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { ComputeEnvListEntry } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { lockOf } from "./locks.ts";
import type { Locks } from "./locks.ts";
import type { LaunchProblems, LaunchValues } from "./launch-form.ts";

export interface LaunchFieldsProps {
  readonly values: LaunchValues;
  readonly problems: LaunchProblems;
  readonly onChange: (changed: Partial<LaunchValues>) => void;
  readonly locks: Locks;
}

/** What runs, where, and with which parameters. */
export function LaunchPipelineFields(props: LaunchFieldsProps & { readonly environments: readonly ComputeEnvListEntry[] }) {
  const { values, problems, onChange, environments, locks } = props;
  const environment = environments.find((one) => one.id === values.computeEnvId);
  return (
    <>
      <section className="launch-section" aria-labelledby="launch-where">
        <h2 id="launch-where">What and where</h2>
        <EnvironmentSelect {...props} />
        <TextInput
          label="Pipeline"
          className="mono-field"
          description="A Git address, or an absolute path on the cluster."
          placeholder="https://github.com/nextflow-io/hello"
          autoComplete="off"
          spellCheck={false}
          value={values.pipeline}
          error={problems.pipeline}
          onChange={(event) => onChange({ pipeline: event.currentTarget.value })}
        />
        <div className="field-pair">
          <TextInput
            label="Revision"
            description="Branch, tag or commit. Empty: the default branch."
            value={values.revision}
            error={problems.revision}
            onChange={(event) => onChange({ revision: event.currentTarget.value })}
          />
          <TextInput
            label="Run name"
            description="Empty: one is made up."
            value={values.runName}
            error={problems.runName}
            onChange={(event) => onChange({ runName: event.currentTarget.value })}
          />
        </div>
        <TextInput
          label="Work directory"
          className="mono-field"
          description="Empty: the one of the environment."
          placeholder={environment?.workDir ?? ""}
          value={values.workDir}
          error={problems.workDir}
          {...lockOf(locks, "workDir", values.workDir)}
          onChange={(event) => onChange({ workDir: event.currentTarget.value })}
        />
      </section>
      <section className="launch-section" aria-labelledby="launch-params">
        <h2 id="launch-params">Run parameters</h2>
        <Textarea
          label="Parameters"
          className="mono-field"
          description="A JSON object, or YAML."
          placeholder={'{\n  "input": "/data/samples.csv"\n}'}
          autosize
          minRows={5}
          maxRows={24}
          spellCheck={false}
          value={values.paramsText}
          error={problems.paramsText}
          onChange={(event) => onChange({ paramsText: event.currentTarget.value })}
        />
      </section>
    </>
  );
}

function EnvironmentSelect({
  values,
  problems,
  onChange,
  environments,
}: LaunchFieldsProps & { readonly environments: readonly ComputeEnvListEntry[] }) {
  const scope = useScope();
  const choices = environments.map((one) => ({
    value: one.id,
    label: `${one.name}${one.primary ? " (primary)" : ""}${one.status === "AVAILABLE" ? "" : ` – ${one.status.toLowerCase()}`}`,
    disabled: one.status !== "AVAILABLE" && one.id !== values.computeEnvId,
  }));
  const hint =
    environments.length === 0 ? (
      <>
        You have none yet. <Link to={paths.newComputeEnv(scope)}>Add compute environment</Link> first.
      </>
    ) : undefined;
  return (
    <NativeSelect
      label="Compute environment"
      data={[{ value: "", label: "Choose …" }, ...choices]}
      value={values.computeEnvId}
      error={problems.computeEnvId}
      description={hint}
      onChange={(event) => onChange({ computeEnvId: event.currentTarget.value })}
    />
  );
}
