import { Button, Stack, TextInput } from "@mantine/core";
import type { UseSetupLinkRequest } from "@postern/contracts";
import type { Static } from "@postern/contracts";
import { useFields } from "../../hooks/use-fields.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { isGoodPassword, NewPasswordFields } from "../../ui/NewPasswordFields.tsx";

export type LinkAnswer = Static<typeof UseSetupLinkRequest>;

export interface FirstRunFormProps {
  readonly email: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (values: LinkAnswer) => void;
}

export function FirstRunForm({ email, isBusy, error, onSubmit }: FirstRunFormProps) {
  const { values, set } = useFields({ email, password: "", again: "" });
  const isReady = values.email.includes("@") && isGoodPassword(values);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onSubmit({ email: values.email.trim(), password: values.password });
      }}
    >
      <Stack gap="sm">
        <p className="sentence">Nobody has an account here yet. You become the first administrator.</p>
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          value={values.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <NewPasswordFields label="Password" values={values} onChange={set} />
        {error === null ? undefined : <ErrorNote error={error} />}
        <Button type="submit" disabled={!isReady} loading={isBusy} fullWidth>
          Create the administrator
        </Button>
      </Stack>
    </form>
  );
}
