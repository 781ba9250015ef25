import { TextInput } from "@mantine/core";

export interface NewVersionFieldProps {
  readonly version: string;
  readonly problem: string | undefined;
  readonly onChange: (version: string) => void;
}

/** For an environment that is not there yet, so that no cluster can be asked what it has. */
export function NewVersionField({ version, problem, onChange }: NewVersionFieldProps) {
  return (
    <TextInput
      label="Nextflow version"
      className="mono-field"
      description="For launches that name none, such as 24.10.4. Empty: the one that the cluster has on the PATH."
      autoComplete="off"
      spellCheck={false}
      value={version}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
