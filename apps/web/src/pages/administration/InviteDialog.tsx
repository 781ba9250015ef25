import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, TextInput } from "@mantine/core";
import type { CreateAccountRequest, CreateAccountResponse } from "@postern/contracts";
import { userNameProblem } from "@postern/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { faultyFields } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { isGoodPassword, NewPasswordFields } from "../../ui/NewPasswordFields.tsx";
import { OneTimeLinkDialog } from "../../ui/OneTimeLinkDialog.tsx";

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
  if (invite.data !== undefined && invite.data.invitation !== null) {
    return <OneTimeLinkDialog link={invite.data.invitation} account={invite.data.account} onClose={onClose} />;
  }
  const problems = problemsOf(values, invite.error);
  const isReady = isFilled(values);
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
            error={problems.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <NameFields values={values} onChange={set} problem={problems.userName} />
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
          {problems.other === undefined ? undefined : <ErrorNote title="No account was made." error={problems.other} />}
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
  readonly problem: string | undefined;
  readonly onChange: (changed: Partial<Invitation>) => void;
}

function NameFields({ values, problem, onChange }: NameFieldsProps) {
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
        error={problem}
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

function isFilled(values: Invitation): boolean {
  const isNamed = values.userName === "" || userNameProblem(values.userName.trim()) === undefined;
  return isNamed && values.email.includes("@") && (values.way === "link" || isGoodPassword(values));
}

interface Problems {
  readonly email: string | undefined;
  readonly userName: string | undefined;
  /** What belongs to no field. */
  readonly other: Error | undefined;
}

/** What is wrong, each thing beside the field that it is about. */
function problemsOf({ userName }: Invitation, error: Error | null): Problems {
  const typed = userName === "" ? undefined : userNameProblem(userName.trim());
  if (error === null) return { email: undefined, userName: typed, other: undefined };
  const isAboutEmail = faultyFields(error).includes("email");
  const isAboutName = faultyFields(error).includes("userName");
  return {
    email: isAboutEmail ? error.message : undefined,
    userName: typed ?? (isAboutName ? error.message : undefined),
    other: isAboutEmail || isAboutName ? undefined : error,
  };
}
