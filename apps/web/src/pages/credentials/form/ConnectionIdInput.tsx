import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { newConnectionId } from "./connection-id.ts";

export interface ConnectionIdInputProps {
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (connectionId: string) => void;
}

export function ConnectionIdInput({ value, problem, onChange }: ConnectionIdInputProps) {
  const buttons = (
    <>
      <Tooltip label="New connection ID">
        <ActionIcon size={24} aria-label="New connection ID" onClick={() => onChange(newConnectionId())}>
          <IconRefresh size={15} />
        </ActionIcon>
      </Tooltip>
      <CopyButton text={value} what="the connection ID" />
    </>
  );
  return (
    <TextInput
      label="Connection ID"
      description="The agent must be started with the same one. The script below is."
      className="mono-field"
      autoComplete="off"
      spellCheck={false}
      value={value}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSection={buttons}
      rightSectionWidth={60}
    />
  );
}
