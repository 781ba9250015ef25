import { Button, Stack, TextInput } from "@mantine/core";
import { useFields } from "../../hooks/use-fields.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { isGoodPassword, NewPasswordFields } from "../../ui/NewPasswordFields.tsx";
import type { LinkAnswer } from "./FirstRunForm.tsx";

export interface ChoosePasswordFormProps {
  readonly purpose: "invitation" | "password-reset";
  readonly email: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (values: LinkAnswer) => void;
}

/** Somebody who was invited says what they are called and chooses a password; somebody who forgot theirs chooses a new one. */
export function ChoosePasswordForm({ purpose, email, isBusy, error, onSubmit }: ChoosePasswordFormProps) {
  const { values, set } = useFields({ firstName: "", lastName: "", password: "", again: "" });
  const isInvited = purpose === "invitation";
  const { firstName, lastName, password } = values;
  const names = isInvited ? { firstName: firstName.trim(), lastName: lastName.trim() } : {};
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isGoodPassword(values)) onSubmit({ password, ...names });
      }}
    >
      <Stack gap="sm">
        <p className="sentence">
          {isInvited
            ? `An account was made here for ${email}. Choose a password, and you are in.`
            : `For ${email}. All browsers that are signed in as you are signed out.`}
        </p>
        {/* For password managers: they keep the password under this name. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        {isInvited ? (
          <div className="field-pair">
            <TextInput
              label="First name"
              autoComplete="given-name"
              maxLength={100}
              value={firstName}
              onChange={(event) => set({ firstName: event.currentTarget.value })}
            />
            <TextInput
              label="Last name"
              autoComplete="family-name"
              maxLength={100}
              value={lastName}
              onChange={(event) => set({ lastName: event.currentTarget.value })}
            />
          </div>
        ) : undefined}
        <NewPasswordFields label={isInvited ? "Password" : "New password"} values={values} onChange={set} />
        {error === null ? undefined : <ErrorNote error={error} />}
        <Button type="submit" disabled={!isGoodPassword(values)} loading={isBusy} fullWidth>
          {isInvited ? "Join" : "Set the password"}
        </Button>
      </Stack>
    </form>
  );
}
