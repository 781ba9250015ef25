import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { registryChoices } from "./registry-choices.ts";

export interface RegistriesFieldProps {
  /** Ids of credentials. */
  readonly value: readonly string[];
  readonly problem: string | undefined;
  readonly onChange: (credentialsIds: readonly string[]) => void;
}

/** The credentials of container registries that launches bring along, one for each registry. */
export function RegistriesField({ value, problem, onChange }: RegistriesFieldProps) {
  const scope = useScope();
  const credentials = useQuery(queries.credentials(scope));
  return (
    <MultiSelect
      label="Container registries"
      description="For private images: credentials that each run can pull with, in a file of its own that is removed at its end."
      placeholder={value.length === 0 ? "None: public images only" : undefined}
      searchable
      maxValues={20}
      error={problem}
      nothingFoundMessage="No credential of a container registry here has this name."
      data={registryChoices(credentials.data?.credentials ?? [], value)}
      value={[...value]}
      onChange={onChange}
    />
  );
}
