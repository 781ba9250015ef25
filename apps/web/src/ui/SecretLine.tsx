import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { secretInput } from "./secret-input.ts";

interface SecretValueProps {
  readonly label: string;
  readonly placeholder: string | undefined;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

export interface SecretTextProps extends SecretValueProps {
  readonly description: string | undefined;
}

/** A secret of one line. It can be shown while it is typed; what is kept on the server never comes back here. */
export function SecretLine({ description, label, ...value }: SecretTextProps) {
  return <CoveredInput {...value} name={label} words={{ label, description }} />;
}

/** The same in a line of several inputs, where its label is for those who do not see the line. */
export function SecretCell({ label, ...value }: SecretValueProps) {
  return <CoveredInput {...value} name={label} words={{ "aria-label": label }} />;
}

interface CoveredInputProps extends Omit<SecretValueProps, "label"> {
  readonly name: string;
  readonly words: { readonly label?: string; readonly description?: string | undefined; readonly "aria-label"?: string };
}

function CoveredInput({ name, words, onChange, ...look }: CoveredInputProps) {
  const [isShown, setShown] = useState(false);
  const verb = isShown ? `Hide ${name}` : `Show ${name}`;
  const toggle = (
    <Tooltip label={verb}>
      <ActionIcon size={24} aria-label={verb} aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? <IconEyeOff size={15} /> : <IconEye size={15} />}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <TextInput
      {...look}
      {...words}
      {...secretInput}
      type={isShown ? "text" : "password"}
      className="mono-field"
      rightSection={look.value === "" ? undefined : toggle}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
