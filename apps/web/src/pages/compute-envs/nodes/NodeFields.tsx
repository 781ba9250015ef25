import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { containerEngines, enginesWithCache } from "@postern/domain";
import type { ContainerEngine } from "@postern/domain";
import { SuggestField } from "../../../ui/SuggestField.tsx";
import type { NodeProblems, NodeValues } from "./node-form.ts";
import { engineNames } from "./node-words.ts";

export interface NodeFieldsProps {
  readonly values: NodeValues;
  readonly problems: NodeProblems;
  readonly onChange: (changed: Partial<NodeValues>) => void;
}

/** How nodes are made ready for runs. Empty fields leave it to the site and the pipeline. */
export function NodeFields({ values, problems, onChange }: NodeFieldsProps) {
  return (
    <>
      <TextInput
        label="Modules"
        className="mono-field"
        description="Loaded for Nextflow and for every task, such as apptainer/1.3.4."
        value={values.modules}
        error={problems.modules}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ modules: event.currentTarget.value })}
      />
      <TextInput
        label="Modules for Nextflow alone"
        className="mono-field"
        description="Such as java/17 nextflow/24.10."
        value={values.headModules}
        error={problems.headModules}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ headModules: event.currentTarget.value })}
      />
      <ContainerFields values={values} problems={problems} onChange={onChange} />
      <SuggestField
        label="Scratch"
        description="Where tasks work before their results are copied: a path of the node, or true for what the node says. Empty: in the work directory."
        value={values.scratch}
        error={problems.scratch}
        suggestions={scratchSuggestions}
        onChange={(scratch) => onChange({ scratch })}
      />
      <TextInput
        label="nf-core profile"
        className="mono-field"
        description="Of the institution, such as uppmax: read from nf-core when a run begins, for any pipeline. What stands here wins over it."
        value={values.siteProfile}
        error={problems.siteProfile}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ siteProfile: event.currentTarget.value })}
      />
    </>
  );
}

const scratchSuggestions = [
  { name: "$TMPDIR", about: "of the job" },
  { name: "true", about: "what the node says" },
];

const engineChoices = [
  { value: "", label: "As the pipeline says" },
  ...[...containerEngines, "none" as const].map((engine) => ({ value: engine, label: engineNames[engine] })),
];

function ContainerFields({ values, problems, onChange }: NodeFieldsProps) {
  const { containerEngine: engine } = values;
  const isEngine = engine !== "" && engine !== "none";
  return (
    <>
      <NativeSelect
        label="Container engine"
        description="One that is chosen here is used whatever the profile of a pipeline says, and all others are switched off."
        data={engineChoices}
        value={engine}
        error={problems.containerEngine}
        onChange={(event) => onChange({ containerEngine: event.currentTarget.value })}
      />
      {isEngine && enginesWithCache.has(engine as ContainerEngine) ? (
        <TextInput
          label="Folder for images"
          className="mono-field"
          description="Where images are kept from run to run. Empty: in the work directory."
          value={values.containerCacheDir}
          error={problems.containerCacheDir}
          autoComplete="off"
          onChange={(event) => onChange({ containerCacheDir: event.currentTarget.value })}
        />
      ) : undefined}
      {isEngine && engine !== "shifter" ? (
        <Textarea
          label="Paths in containers"
          className="mono-field"
          description="A line for each folder of the nodes that containers see too: /data, /data:/mnt or /data:/mnt:ro."
          autosize
          minRows={2}
          value={values.bindPaths}
          error={problems.bindPaths}
          spellCheck={false}
          onChange={(event) => onChange({ bindPaths: event.currentTarget.value })}
        />
      ) : undefined}
    </>
  );
}
