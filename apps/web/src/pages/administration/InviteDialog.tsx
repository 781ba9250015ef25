import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, TextInput } from "@mantine/core";
import type { CreateAccountRequest, CreateAccountResponse } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, faultyFields } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { isGoodPassword, NewPasswordFields } from "../../ui/NewPasswordFields.tsx";
import { OneTimeLinkDialog } from "./OneTimeLinkDialog.tsx";

interface Invitation {
  readonly email: string;
  readonly userName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isAdministrator: boolean;
  readonly way: string;
  readonly password: string;
  readonly again: string;
}

const empty: Invitation = {
  ...{ email: "", userName: "", firstName: "", lastName: "", isAdministrator: false, way: "link", password: "", again: "" },
};

const ways = [
  { value: "link", label: "By a link" },
  { value: "password", label: "With a password" },
];

/** Makes an account, and the link at which its person chooses the password. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { values, set } = useFields(empty);
  const queryClient = useQueryClient();
  const invite = useMutation({
    mutationFn: () => post<CreateAccountResponse>("/api/postern/v1/admin/accounts", requestOf(values)),
    onSuccess: async ({ invitation }) => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.accounts });
      if (invitation === null) onClose();
    },
  });
  const made = invite.data;
  if (made !== undefined && made.invitation !== null) {
    return <OneTimeLinkDialog link={made.invitation} account={made.account} onClose={onClose} />;
  }
  const isReady = values.email.includes("@") && (values.way === "link" || isGoodPassword(values));
  const problemOf = (field: string): string | undefined => (isAbout(invite.error, field) ? invite.error?.message : undefined);
  const isShownAtField = problemOf("email") !== undefined || problemOf("userName") !== undefined;
  return (
    <Modal opened onClose={onClose} title="Invite user">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) invite.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="E-mail address"
            type="email"
            data-autofocus
            autoComplete="off"
            value={values.email}
            error={problemOf("email")}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <NameFields values={values} onChange={set} userNameProblem={problemOf("userName")} />
          <SegmentedControl aria-label="How they get in" data={ways} value={values.way} onChange={(way) => set({ way })} />
          {values.way === "link" ? (
            <p className="sentence">You get a link to hand over. They choose their own password with it.</p>
          ) : (
            <NewPasswordFields label="Password" values={values} onChange={set} />
          )}
          <Checkbox
            label="Runs the server: sees every account and the whole audit trail"
            checked={values.isAdministrator}
            onChange={(event) => set({ isAdministrator: event.currentTarget.checked })}
          />
          {invite.error === null || isShownAtField ? undefined : <ErrorNote title="No account was made." error={invite.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady} loading={invite.isPending}>
              {values.way === "link" ? "Invite" : "Add user"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface NameFieldsProps {
  readonly values: Invitation;
  readonly userNameProblem: string | undefined;
  readonly onChange: (changed: Partial<Invitation>) => void;
}

function NameFields({ values, userNameProblem, onChange }: NameFieldsProps) {
  return (
    <>
      <div className="field-pair">
        <TextInput
          label="First name (optional)"
          maxLength={100}
          autoComplete="off"
          value={values.firstName}
          onChange={(event) => onChange({ firstName: event.currentTarget.value })}
        />
        <TextInput
          label="Last name (optional)"
          maxLength={100}
          autoComplete="off"
          value={values.lastName}
          onChange={(event) => onChange({ lastName: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label="User name (optional)"
        description="Left empty, it is made from the address."
        maxLength={40}
        autoComplete="off"
        spellCheck={false}
        value={values.userName}
        error={userNameProblem}
        onChange={(event) => onChange({ userName: event.currentTarget.value })}
      />
    </>
  );
}

/** What is left empty is left out. */
function requestOf(values: Invitation): CreateAccountRequest {
  const { isAdministrator, way, password } = values;
  const filled = (["userName", "firstName", "lastName"] as const).flatMap((name) => {
    const text = values[name].trim();
    return text === "" ? [] : [[name, text] as const];
  });
  const secret = way === "password" ? { password } : {};
  return { email: values.email.trim(), isAdministrator, ...Object.fromEntries(filled), ...secret };
}

function isAbout(error: unknown, field: string): boolean {
  if (faultyFields(error).includes(field)) return true;
  return field === "email" && error instanceof ApiError && error.code === "user.exists";
}
