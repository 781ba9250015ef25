import { Button, Stack, TextInput } from "@mantine/core";
import { useFields } from "../../hooks/use-fields.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { passwordProblem, repeatProblem } from "./password-rules.ts";

export interface FirstRunValues {
  readonly email: string;
  readonly password: string;
}

export interface FirstRunFormProps {
  readonly email: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (values: FirstRunValues) => void;
}

export function FirstRunForm({ email, isBusy, error, onSubmit }: FirstRunFormProps) {
  const { values, set } = useFields({ email, password: "", again: "", isLeft: false });
  const passwordIs = passwordProblem(values.password);
  const repeatIs = repeatProblem(values.password, values.again);
  const isReady = values.email.includes("@") && passwordIs === undefined && values.again === values.password;
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
        <TextInput
          label="Password"
          type="password"
          autoComplete="new-password"
          description="At least 12 characters."
          error={values.isLeft ? passwordIs : undefined}
          value={values.password}
          onBlur={() => set({ isLeft: values.password !== "" })}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
        <TextInput
          label="Password, once more"
          type="password"
          autoComplete="new-password"
          error={repeatIs}
          value={values.again}
          onChange={(event) => set({ again: event.currentTarget.value })}
        />
        {error === null ? undefined : <ErrorNote error={error} />}
        <Button type="submit" disabled={!isReady} loading={isBusy} fullWidth>
          Create the administrator
        </Button>
      </Stack>
    </form>
  );
}
