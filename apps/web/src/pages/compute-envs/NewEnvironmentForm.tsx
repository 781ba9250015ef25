import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { ClusterFields } from "./ClusterFields.tsx";
import type { AskedOffer } from "./asked-offer.ts";
import type { EnvironmentValues } from "./environment-form.ts";
import { EnvironmentMoreFields } from "./EnvironmentMoreFields.tsx";
import { EnvironmentPlaceFields, PlatformSelect } from "./EnvironmentPlaceFields.tsx";
import { formState } from "./form-state.ts";
import { NewLabelsField } from "./NewLabelsField.tsx";
import { isCluster } from "./platforms.ts";
import { NewVersionField } from "./nextflow/NewVersionField.tsx";
import { NodesField } from "./nodes/NodesField.tsx";
import { RegistriesField } from "./RegistriesField.tsx";
import { SecretVariablesField } from "./secret-variables/SecretVariablesField.tsx";
import { useNewForm } from "./use-new-form.ts";

export interface NewEnvironmentFormProps {
  /** What it begins with, given what was typed before somebody went to make what it lacked. */
  readonly begin: (kept: EnvironmentValues | undefined) => EnvironmentValues;
  /** There is something in the part that is folded away else. */
  readonly isOpen?: boolean;
  /** What the cluster said that it offers, where it was asked before. */
  readonly asked?: AskedOffer | undefined;
}

/** All that an environment can be, and the button that makes it. */
export function NewEnvironmentForm({ begin, isOpen = false, asked }: NewEnvironmentFormProps) {
  const scope = useScope();
  const [isTried, setTried] = useState(false);
  const { values, set, keep, credential, problems, nameCheck, add } = useNewForm(begin);
  const { isReady, shown, nameShown } = formState({ values, problems, nameCheck, isTried, error: add.error });
  const mayAdd = useMay("compute_environment:write");
  return (
    <form
      className="form-narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isReady) add.mutate();
      }}
    >
      <NameInput value={values.name} check={nameShown} placeholder="my-cluster" onChange={(name) => set({ name })} />
      <PlatformSelect values={values} onChange={set} />
      <EnvironmentPlaceFields values={values} problems={shown} credential={credential} asked={asked} onChange={set} onLeave={keep} />
      {isCluster(values) ? (
        <ClusterFields values={values} problems={shown} credential={credential} asked={asked} onChange={set} />
      ) : undefined}
      <NodesField values={values} problems={shown} onChange={set} />
      <RegistriesField
        value={values.registryCredentialsIds}
        problem={shown.registryCredentialsIds}
        onChange={(registryCredentialsIds) => set({ registryCredentialsIds })}
      />
      <EnvironmentMoreFields
        values={values}
        problems={shown}
        isOpen={isOpen}
        onChange={set}
        secrets={
          <SecretVariablesField
            lines={values.secretVariables}
            platform={values.platform}
            problems={shown.secretVariables ?? {}}
            onChange={(secretVariables) => set({ secretVariables })}
          />
        }
      >
        <NewLabelsField labels={values.labels} onChange={(labels) => set({ labels })} />
        <NewVersionField
          version={values.nextflowVersion}
          problem={shown.nextflowVersion}
          onChange={(nextflowVersion) => set({ nextflowVersion })}
        />
      </EnvironmentMoreFields>
      {add.error === null ? undefined : <ErrorNote title="The compute environment was not saved." error={add.error} />}
      <Group gap="xs">
        <GuardedButton verdict={mayAdd} type="submit" loading={add.isPending}>
          Add
        </GuardedButton>
        <Button variant="default" component={Link} to={paths.computeEnvs(scope)}>
          Cancel
        </Button>
        <span className="sentence">It is checked on the cluster next.</span>
      </Group>
    </form>
  );
}
