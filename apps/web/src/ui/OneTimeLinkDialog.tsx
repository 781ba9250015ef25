import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { Account, OneTimeLink } from "@postern/contracts";
import { formatExactTime, momentOf } from "../format/relative-time.ts";
import { CopyButton } from "./CopyButton.tsx";
import "./OneTimeLinkDialog.css";

export interface OneTimeLinkDialogProps {
  readonly link: OneTimeLink;
  readonly account: Pick<Account, "userName" | "email">;
  readonly onClose: () => void;
}

/** A link to hand over: shown this once. */
export function OneTimeLinkDialog({ link, account, onClose }: OneTimeLinkDialogProps) {
  const endMs = momentOf(link.expiresAt);
  return (
    <Modal opened onClose={onClose} title={`Link for ${account.userName}`} size="lg" closeOnClickOutside={false}>
      <Stack gap="sm">
        <div className="warning-note">
          Copy it now and give it to {account.email} yourself, in a way that nobody else reads: whoever opens it first is in. It is not
          shown again.
        </div>
        <div className="one-time-link">
          <TextInput label="Link" className="mono-field" readOnly value={link.link} onFocus={(event) => event.currentTarget.select()} />
          <CopyButton text={link.link} what="the link" isWide />
        </div>
        {endMs === undefined ? undefined : <p className="sentence">It works once, until {formatExactTime(endMs)}.</p>}
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
