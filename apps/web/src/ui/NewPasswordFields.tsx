import { TextInput } from "@mantine/core";
import { useState } from "react";
import { passwordProblem, repeatProblem } from "./password-rules.ts";

export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

export interface NewPasswordFieldsProps {
  readonly label: string;
  readonly values: NewPassword;
  readonly onChange: (changed: Partial<NewPassword>) => void;
}

/** A password that somebody chooses, twice. */
export function NewPasswordFields({ label, values, onChange }: NewPasswordFieldsProps) {
  const [isLeft, setLeft] = useState(false);
  return (
    <>
      <TextInput
        label={label}
        type="password"
        autoComplete="new-password"
        description="At least 12 characters."
        error={isLeft && values.password !== "" ? passwordProblem(values.password) : undefined}
        value={values.password}
        onBlur={() => setLeft(values.password !== "")}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
      />
      <TextInput
        label={`${label}, once more`}
        type="password"
        autoComplete="new-password"
        error={repeatProblem(values.password, values.again)}
        value={values.again}
        onChange={(event) => onChange({ again: event.currentTarget.value })}
      />
    </>
  );
}

export const isGoodPassword = ({ password, again }: NewPassword): boolean => passwordProblem(password) === undefined && again === password;
