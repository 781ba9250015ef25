import { Textarea } from "@mantine/core";
import { useState } from "react";
import { CodeLine } from "../../ui/CodeLine.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import type { HostKeyDialogProps } from "./ConfirmHostKeyDialog.tsx";
import { Fingerprint } from "./Fingerprint.tsx";
import { compareCommand, hopName } from "./host-key-words.ts";
import { useHostKeyChange } from "./use-host-key-change.ts";

/** Another key than the one that is trusted: taking it costs a reason and the name of the host. */
export function ReplaceHostKeyDialog({ environment, hop, offered, onClose }: HostKeyDialogProps) {
  const [reason, setReason] = useState("");
  const replace = useHostKeyChange({
    environment,
    act: "replace",
    body: () => ({
      ...{ host: hop.host, port: hop.port, reason: reason.trim() },
      ...{ pinnedFingerprint: hop.keys[0]?.fingerprint, offeredFingerprint: offered.fingerprint },
    }),
    onDone: onClose,
  });
  const name = hopName(hop);
  return (
    <ConfirmDialog
      title={`Trust another key of ${name}?`}
      verb="Trust the new key"
      keepVerb="Keep the old key"
      typedName={hop.host}
      isReady={reason.trim() !== ""}
      isBusy={replace.isPending}
      error={replace.error}
      onConfirm={() => replace.mutate()}
      onClose={onClose}
    >
      <p>
        If somebody stands between, a trusted key lets them read and change everything that is done as {hop.userName} there. The old key is
        not accepted any more after that.
      </p>
      <dl className="host-key-pair">
        {hop.keys.map((key) => (
          <div key={key.fingerprint}>
            <dt>Old</dt>
            <dd>
              <Fingerprint of={key} what={`the old fingerprint of ${name}`} />
            </dd>
          </div>
        ))}
        <div>
          <dt>New</dt>
          <dd>
            <Fingerprint of={offered} what={`the new fingerprint of ${name}`} />
          </dd>
        </div>
      </dl>
      <p>Ask an administrator of the cluster what happened, and for what this command prints on the host itself:</p>
      <CodeLine text={compareCommand(offered.algorithm)} label="Command to compare" what="the command" />
      <Textarea
        mt="sm"
        label="Why it has changed"
        description="Stands in the audit trail beside your name: who told you, and what happened."
        value={reason}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
