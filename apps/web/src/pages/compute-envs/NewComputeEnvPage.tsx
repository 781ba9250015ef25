import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAddress } from "../../hooks/use-address.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { ClusterFields } from "./ClusterFields.tsx";
import { EnvironmentMoreFields } from "./EnvironmentMoreFields.tsx";
import { EnvironmentPlaceFields, PlatformSelect } from "./EnvironmentPlaceFields.tsx";
import { formState } from "./form-state.ts";
import type { WholeEnvironment } from "./made-environment.ts";
import { NewLabelsField } from "./NewLabelsField.tsx";
import { isCluster } from "./platforms.ts";
import { RegistriesField } from "./RegistriesField.tsx";
import { SecretVariablesField } from "./secret-variables/SecretVariablesField.tsx";
import { useNewForm } from "./use-new-form.ts";
import { useWholeEnvironment } from "./use-whole-environment.ts";

/** A new environment: from nothing, or like the one that the address names. */
export function NewComputeEnvPage() {
  const { from } = useAddress().address;
  return from === undefined ? <NewForm /> : <Duplicate computeEnvId={from} />;
}

function Duplicate({ computeEnvId }: { readonly computeEnvId: string }) {
  const whole = useWholeEnvironment(computeEnvId);
  return (
    <Answer to={whole} failure="The compute environment to duplicate could not be read." rows={8}>
      {(model) => <NewForm model={model} />}
    </Answer>
  );
}

function NewForm({ model }: { readonly model?: WholeEnvironment }) {
  const title = model === undefined ? "Add compute environment" : `Duplicate ${model.environment.name}`;
  usePageTitle(title);
  const scope = useScope();
  const [isTried, setTried] = useState(false);
  const { values, set, keep, credential, problems, nameCheck, add } = useNewForm(model);
  const { isReady, shown, nameShown } = formState({ values, problems, nameCheck, isTried, error: add.error });
  const mayAdd = useMay("compute_environment:write");
  return (
    <>
      <PageHeader title={title}>
        <Link to={paths.computeEnvs(scope)}>Compute environments</Link>
      </PageHeader>
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
        <EnvironmentPlaceFields values={values} problems={shown} credential={credential} onChange={set} onLeave={keep} />
        {isCluster(values) ? <ClusterFields values={values} problems={shown} credential={credential} onChange={set} /> : undefined}
        <RegistriesField
          value={values.registryCredentialsIds}
          problem={shown.registryCredentialsIds}
          onChange={(registryCredentialsIds) => set({ registryCredentialsIds })}
        />
        <EnvironmentMoreFields
          values={values}
          problems={shown}
          isOpen={model !== undefined}
          onChange={set}
          secrets={
            <SecretVariablesField
              lines={values.secretVariables}
              problems={shown.secretVariables ?? {}}
              onChange={(secretVariables) => set({ secretVariables })}
            />
          }
        >
          <NewLabelsField labels={values.labels} onChange={(labels) => set({ labels })} />
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
    </>
  );
}
