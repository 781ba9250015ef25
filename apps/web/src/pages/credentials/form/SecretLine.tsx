import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { secretInput } from "./secret-input.ts";

export interface SecretTextProps {
  readonly label: string;
  readonly description: string | undefined;
  readonly placeholder: string | undefined;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A secret of one line. It can be shown while it is typed; what is kept on the server never comes back here. */
export function SecretLine({ onChange, ...look }: SecretTextProps) {
  const [isShown, setShown] = useState(false);
  const name = isShown ? `Hide ${look.label}` : `Show ${look.label}`;
  const toggle = (
    <Tooltip label={name}>
      <ActionIcon size={24} aria-label={name} aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? <IconEyeOff size={15} /> : <IconEye size={15} />}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <TextInput
      {...look}
      {...secretInput}
      type={isShown ? "text" : "password"}
      className="mono-field"
      rightSection={look.value === "" ? undefined : toggle}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
