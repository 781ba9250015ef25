import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { PersonalTokenSecretResponse } from "@postern/contracts";
import type { ReactNode } from "react";
import { CopyButton } from "../../ui/CopyButton.tsx";

export interface TokenValueProps {
  readonly made: PersonalTokenSecretResponse;
  /** What else is to be known of it. */
  readonly children?: ReactNode;
  readonly onClose: () => void;
}

/** The value of a token, this once, and the line that gives it to Nextflow, the agent and `tw`. */
export function TokenValue({ made, children, onClose }: TokenValueProps) {
  const line = `export TOWER_ACCESS_TOKEN=${made.accessKey}`;
  return (
    <Modal opened onClose={onClose} title={`Token ${made.token.name}`} size="lg" closeOnClickOutside={false}>
      <Stack gap="sm">
        <div className="warning-note">Copy it now. It is not shown again.</div>
        <div className="token-value">
          <TextInput
            label="Token"
            className="mono-field"
            readOnly
            value={made.accessKey}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton text={made.accessKey} what="the token" isWide />
        </div>
        <div>
          <div className="token-usage-label">In a shell, for Nextflow, the agent and the command line</div>
          <div className="token-usage">
            <code tabIndex={0}>{line}</code>
            <CopyButton text={line} what="the line for the shell" />
          </div>
        </div>
        {children}
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
