import { Button, Group, NativeSelect, Switch, Textarea, TextInput } from "@mantine/core";
import type { DescribeUserResponse, OrgAndWorkspace } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { ApiError } from "../../api/api-error.ts";
import { queries } from "../../api/queries.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { PictureField } from "./PictureField.tsx";
import type { ProfileValues } from "./profile-form.ts";
import { useProfileForm } from "./use-profile-form.ts";

export function ProfileForm({ known }: { readonly known: DescribeUserResponse }) {
  const { user } = known;
  const { values, set, isChanged, isSaving, isSaved, nameProblem, error, save } = useProfileForm(known);
  return (
    <form
      className="form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <PictureField user={user} avatarId={values.avatarId} onChange={(avatarId) => set({ avatarId })} />
      <NameFields email={user.email} values={values} problem={nameProblem} onChange={set} />
      <FirstWorkspaceField
        userId={user.id}
        value={values.defaultWorkspaceId}
        onChange={(defaultWorkspaceId) => set({ defaultWorkspaceId })}
      />
      <Switch
        label="E-mail me when my runs end"
        description="Kept for when this server can send mail."
        checked={values.notification}
        onChange={(event) => set({ notification: event.currentTarget.checked })}
      />
      {error === null ? undefined : <ErrorNote title={failureTitle(error)} error={error} />}
      <Group gap="sm">
        <Button type="submit" disabled={!isChanged || nameProblem !== undefined} loading={isSaving}>
          Save
        </Button>
        <span className="sentence" role="status">
          {isSaved ? "Saved." : ""}
        </span>
      </Group>
    </form>
  );
}

const failureTitle = (error: unknown): string =>
  error instanceof ApiError && error.code === "request.outdated"
    ? "Your profile was changed elsewhere meanwhile. Load this page again to see it."
    : "The profile was not saved.";

interface FirstWorkspaceFieldProps {
  readonly userId: number;
  readonly value: string;
  readonly onChange: (workspaceId: string) => void;
}

function FirstWorkspaceField({ userId, value, onChange }: FirstWorkspaceFieldProps) {
  const places = useQuery(queries.places(userId));
  const choices = (places.data?.orgsAndWorkspaces ?? []).flatMap(choiceOf);
  return (
    <NativeSelect
      label="First workspace"
      description="Where you begin in a browser that has not seen you yet."
      data={[{ value: "", label: "Your personal one" }, ...choices]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function choiceOf({ orgName, workspaceId, workspaceName }: OrgAndWorkspace): readonly { readonly value: string; readonly label: string }[] {
  if (workspaceId === null || workspaceName === null) return [];
  return [{ value: String(workspaceId), label: `${orgName} / ${workspaceName}` }];
}

interface NameFieldsProps {
  readonly email: string;
  readonly values: ProfileValues;
  readonly problem: string | undefined;
  readonly onChange: (changed: Partial<ProfileValues>) => void;
}

function NameFields({ email, values, problem, onChange }: NameFieldsProps) {
  return (
    <>
      <div className="field-pair">
        <TextInput
          label="First name"
          maxLength={100}
          value={values.firstName}
          onChange={(event) => onChange({ firstName: event.currentTarget.value })}
        />
        <TextInput
          label="Last name"
          maxLength={100}
          value={values.lastName}
          onChange={(event) => onChange({ lastName: event.currentTarget.value })}
        />
      </div>
      <div className="field-pair">
        <TextInput
          label="User name"
          description="Stands in the addresses of your personal workspace."
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          value={values.userName}
          error={problem}
          onChange={(event) => onChange({ userName: event.currentTarget.value })}
        />
        <TextInput label="E-mail address" description="Only an administrator can change it." readOnly value={email} />
      </div>
      <TextInput
        label="Organization"
        description="Where you work; shown to others."
        maxLength={100}
        value={values.organization}
        onChange={(event) => onChange({ organization: event.currentTarget.value })}
      />
      <Textarea
        label="About you"
        autosize
        minRows={2}
        maxLength={1000}
        value={values.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
    </>
  );
}
