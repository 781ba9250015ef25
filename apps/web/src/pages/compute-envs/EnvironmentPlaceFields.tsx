import { NativeSelect, TextInput } from "@mantine/core";
import type { ClusterOffer, ComputeEnv, Credentials } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SuggestField } from "../../ui/SuggestField.tsx";
import { isReachedAs } from "./asked-offer.ts";
import type { AskedOffer } from "./asked-offer.ts";
import { isOverSsh } from "./environment-form.ts";
import type { EnvironmentFieldsProps, EnvironmentValues } from "./environment-form.ts";
import { FieldHelp } from "./FieldHelp.tsx";
import { limitWords, queueSuggestions } from "./offer-words.ts";
import { openerOf, useManagedChoices, valueOfOpener } from "./managed-choices.ts";
import { isCluster, platformChoices } from "./platforms.ts";
import { SshFields } from "./SshFields.tsx";
import { workDirHelp } from "./work-dir-help.ts";

export interface EnvironmentPlaceFieldsProps extends EnvironmentFieldsProps {
  /** The chosen one, as far as it is known. */
  readonly credential: Credentials | undefined;
  /** Somebody goes to add a credential, and comes back; nothing where what was typed is not kept. */
  readonly onLeave?: () => void;
  /** The environment that is edited; nothing for a new one. */
  readonly made?: ComputeEnv;
  /** Where the cluster was asked before. */
  readonly asked?: AskedOffer | undefined;
}

export function PlatformSelect({ values, onChange }: Omit<EnvironmentFieldsProps, "problems">) {
  return (
    <NativeSelect
      label="Platform"
      data={platformChoices}
      value={values.platform}
      onChange={(event) => onChange({ platform: event.currentTarget.value, managedIdentityId: "" })}
    />
  );
}

/** How the environment is reached, and where its files are. */
export function EnvironmentPlaceFields(props: EnvironmentPlaceFieldsProps) {
  const { values, problems, credential, made, asked, onChange } = props;
  const isSsh = isOverSsh(values, credential?.provider);
  return (
    <>
      {made?.managedIdentityId === undefined || made.managedIdentityId === null ? <CredentialSelect {...props} /> : <ManagedWay />}
      {credential !== undefined && isSsh ? (
        <SshFields
          {...{ values, problems, onChange }}
          credentialId={credential.id}
          isMade={made !== undefined}
          isKnown={made === undefined && asked !== undefined && isReachedAs(asked, values)}
        />
      ) : undefined}
      <TextInput
        label="Work directory"
        className="mono-field"
        description={workDirHelp(values, isSsh)}
        placeholder={workDirExample(values, isSsh)}
        value={values.workDir}
        error={problems.workDir}
        onChange={(event) => onChange({ workDir: event.currentTarget.value })}
      />
    </>
  );
}

/** An environment keeps its managed identity for life. */
function ManagedWay() {
  return (
    <p className="sentence">
      Reached through a managed identity: each person acts with their own account and key. Another way needs another environment.
    </p>
  );
}

function workDirExample(values: EnvironmentValues, isSsh: boolean): string {
  if (!isCluster(values)) return "/var/lib/postern/work";
  return isSsh || values.managedIdentityId !== "" ? "/scratch/project/work" : "$TW_AGENT_WORKDIR";
}

function CredentialSelect({ values, problems, made, onChange, onLeave }: EnvironmentPlaceFieldsProps) {
  const scope = useScope();
  const usable = useQuery(queries.credentials(scope, values.platform));
  const choices = (usable.data?.credentials ?? []).map((one) => ({ value: one.id, label: choiceWords(one) }));
  const identities = useManagedChoices(values.platform, made !== undefined);
  return (
    <>
      <NativeSelect
        label="Credential"
        data={[...emptyChoice({ values, made, isPending: usable.isPending }), ...choices, ...identities]}
        value={valueOfOpener(values)}
        error={problems.credentialsId}
        description={
          <>
            {credentialHint(values, usable.isSuccess && choices.length + identities.length === 0)}
            {onLeave === undefined ? undefined : (
              <>
                <Link className="in-text" to={paths.newCredential(scope)} search={() => ({ for: "compute-env" })} onClick={onLeave}>
                  Add credentials
                </Link>
                {" and come back; what stands here is kept."}
              </>
            )}
          </>
        }
        onChange={(event) => onChange(openerOf(event.currentTarget.value))}
      />
      {usable.error === null ? undefined : (
        <ErrorNote title="The credentials to choose from could not be read." error={usable.error} onRetry={() => void usable.refetch()} />
      )}
    </>
  );
}

interface EmptyChoice extends Pick<EnvironmentPlaceFieldsProps, "values"> {
  readonly made: ComputeEnv | undefined;
  readonly isPending: boolean;
}

/** Another credential can take the place of one, but not none. */
function emptyChoice({ values, made, isPending }: EmptyChoice): readonly { readonly value: string; readonly label: string }[] {
  const isNeeded = made !== undefined && made.credentialsId !== null;
  if (isNeeded && values.credentialsId !== "") return [];
  const label = isCluster(values) ? "Choose …" : "None";
  return [{ value: "", label: isPending ? "Reading …" : label }];
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
        description={
          <FieldHelp of="queue" platform={values.platform} before={limitWords(offer, values.headQueue, "Of the Nextflow job.")} />
        }
        value={values.headQueue}
        suggestions={queueSuggestions(offer)}
        onChange={(headQueue) => onChange({ headQueue })}
      />
      <SuggestField
        label="Compute queue"
        description={<FieldHelp of="queue" platform={values.platform} before={limitWords(offer, values.computeQueue, "Of the tasks.")} />}
        value={values.computeQueue}
        suggestions={queueSuggestions(offer)}
        onChange={(computeQueue) => onChange({ computeQueue })}
      />
    </div>
  );
}
