import type { ComputeEnv } from "@postern/contracts";
import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ConflictAnswer } from "../../api/conflicts.ts";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { LeaveGuard } from "../../layouts/LeaveGuard.tsx";
import { LinkButton } from "../../layouts/LinkButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { ClusterFields } from "./ClusterFields.tsx";
import { EnvironmentMoreFields } from "./EnvironmentMoreFields.tsx";
import { EnvironmentPlaceFields } from "./EnvironmentPlaceFields.tsx";
import { formState } from "./form-state.ts";
import { isCluster, platformName } from "./platforms.ts";
import { RunInTheWay } from "./RunInTheWay.tsx";
import { SecretVariablesNote } from "./secret-variables/SecretVariablesNote.tsx";
import { useEditForm } from "./use-edit-form.ts";

export function EditComputeEnvPage() {
  const answer = useQuery(queries.computeEnv(useScope(), usePathMember("computeEnvId")));
  usePageTitle("Edit", answer.data?.computeEnv.name);
  return (
    <Answer to={answer} failure="The compute environment could not be read." rows={8}>
      {({ computeEnv }) => <EditForm environment={computeEnv} />}
    </Answer>
  );
}

/** The form of a new one, filled in. The platform stays: its settings say nothing to another one. */
function EditForm({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const mayEdit = useMay("compute_environment:write");
  const [isTried, setTried] = useState(false);
  const { values, set, credential, problems, nameCheck, save, isDirty, isChecked, isOutdated, reload } = useEditForm(environment);
  const { isReady, shown, nameShown } = formState({ values, problems, nameCheck, isTried, error: save.error });
  const canBeSent = isDirty && !isOutdated && (isReady || !isTried);
  const fields = { values, problems: shown, made: environment, onChange: set };
  return (
    <>
      <PageHeader title={`Edit ${environment.name}`}>
        <span className="detail-line">
          <span>{platformName(environment.platform)}</span>
          <Link to={paths.computeEnv(scope, environment.id)}>Back to it</Link>
        </span>
      </PageHeader>
      <form
        className="form-narrow"
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isReady && canBeSent) save.mutate();
        }}
      >
        <NameInput isQuiet value={values.name} check={nameShown} onChange={(name) => set({ name })} />
        <EnvironmentPlaceFields {...fields} credential={credential} />
        {isCluster(values) ? <ClusterFields {...fields} credential={credential} /> : undefined}
        <EnvironmentMoreFields {...fields} isOpen secrets={<SecretVariablesNote environment={environment} />} />
        <OutdatedNote isOutdated={isOutdated} onReload={reload} />
        {save.error === null || isOutdated ? undefined : <ErrorNote title="Nothing was changed." error={save.error} conflictAs={asRun} />}
        <Group gap="xs">
          <GuardedButton verdict={mayEdit} type="submit" disabled={!canBeSent} loading={save.isPending}>
            Save
          </GuardedButton>
          <LinkButton variant="default" to={paths.computeEnv(scope, environment.id)}>
            Cancel
          </LinkButton>
          <span className="sentence">{nextWords(isDirty, isChecked)}</span>
        </Group>
      </form>
      <LeaveGuard isDirty={isDirty && !save.isPending && !save.isSuccess} />
    </>
  );
}

const asRun = (run: ConflictAnswer) => <RunInTheWay run={run} />;

function nextWords(isDirty: boolean, isChecked: boolean): string {
  if (!isDirty) return "Nothing is changed yet.";
  return isChecked ? "It is checked on the cluster next. Runs keep what they were launched with." : "";
}
