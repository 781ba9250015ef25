import { NativeSelect, TextInput } from "@mantine/core";
import type { ClusterOffer, Credentials } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SuggestField } from "../../ui/SuggestField.tsx";
import type { EnvironmentProblems, EnvironmentValues } from "./environment-form.ts";
import { queueSuggestions } from "./offer-words.ts";
import { isCluster, platformChoices } from "./platforms.ts";

export interface EnvironmentFieldsProps {
  readonly values: EnvironmentValues;
  readonly problems: EnvironmentProblems;
  readonly onChange: (changed: Partial<EnvironmentValues>) => void;
}

export interface EnvironmentPlaceFieldsProps extends EnvironmentFieldsProps {
  /** Somebody goes to add a credential, and comes back. */
  readonly onLeave: () => void;
}

/** Where the environment is and how it is reached. */
export function EnvironmentPlaceFields({ values, problems, onChange, onLeave }: EnvironmentPlaceFieldsProps) {
  return (
    <>
      <NativeSelect
        label="Platform"
        data={platformChoices}
        value={values.platform}
        onChange={(event) => onChange({ platform: event.currentTarget.value })}
      />
      <CredentialSelect values={values} problems={problems} onChange={onChange} onLeave={onLeave} />
      <TextInput
        label="Work directory"
        className="mono-field"
        description={
          isCluster(values)
            ? "On the file system that all nodes share; it must exist. $TW_AGENT_WORKDIR and $TW_AGENT_USER are filled in by the agent of each user."
            : "On the computer that runs the pipelines; it must exist."
        }
        placeholder={isCluster(values) ? "$TW_AGENT_WORKDIR" : "/var/lib/postern/work"}
        value={values.workDir}
        error={problems.workDir}
        onChange={(event) => onChange({ workDir: event.currentTarget.value })}
      />
    </>
  );
}

function CredentialSelect({ values, problems, onChange, onLeave }: EnvironmentPlaceFieldsProps) {
  const scope = useScope();
  const usable = useQuery(queries.credentials(scope, values.platform));
  const choices = (usable.data?.credentials ?? []).map((one) => ({ value: one.id, label: choiceWords(one) }));
  const emptyChoice = isCluster(values) ? "Choose …" : "None";
  return (
    <>
      <NativeSelect
        label="Credential"
        data={[{ value: "", label: usable.isPending ? "Reading …" : emptyChoice }, ...choices]}
        value={values.credentialsId}
        error={problems.credentialsId}
        description={
          <>
            {credentialHint(values, usable.isSuccess && choices.length === 0)}
            <Link className="in-text" to={paths.newCredential(scope)} search={() => ({ for: "compute-env" })} onClick={onLeave}>
              Add credentials
            </Link>
            {" and come back; what stands here is kept."}
          </>
        }
        onChange={(event) => onChange({ credentialsId: event.currentTarget.value })}
      />
      {usable.error === null ? undefined : (
        <ErrorNote title="The credentials to choose from could not be read." error={usable.error} onRetry={() => void usable.refetch()} />
      )}
    </>
  );
}

const choiceWords = ({ name, status }: Credentials): string => (status === "INVALID" ? `${name} (invalid)` : name);

function credentialHint(values: EnvironmentValues, hasNone: boolean): string {
  if (!isCluster(values)) {
    return "None: pipelines run on the computer of this server, which is for administrators. With one: on the computer of its agent. ";
  }
  return hasNone ? "You have none for this platform. " : "";
}

/** Where jobs go. */
export function QueueFields({
  values,
  offer,
  onChange,
}: Pick<EnvironmentFieldsProps, "values" | "onChange"> & { readonly offer: ClusterOffer | undefined }) {
  return (
    <div className="field-pair">
      <SuggestField
        label="Head queue"
        description="For the job that runs Nextflow. Empty: the cluster's default."
        value={values.headQueue}
        suggestions={queueSuggestions(offer)}
        onChange={(headQueue) => onChange({ headQueue })}
      />
      <SuggestField
        label="Compute queue"
        description="For the tasks, unless the pipeline says otherwise."
        value={values.computeQueue}
        suggestions={queueSuggestions(offer)}
        onChange={(computeQueue) => onChange({ computeQueue })}
      />
    </div>
  );
}
